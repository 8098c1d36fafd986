"""Pictures of packages and plans. A view shows them, the worker draws them beforehand."""

from smeaton.apps.support.documents import sentences
from smeaton.apps.support.queries import CompletePlan, PackageView
from smeaton.ui.charts import Bar, BudgetPoint, Chart, Pair, bars, budget_line, paired_dots
from smeaton.ui.figures import money, percent

Z90 = 1.6449
"""Half width of a 90% interval in standard errors."""


def package_picture(view: PackageView) -> Chart:
    """Need before and after, strand by strand, largest need first."""
    most = view.most_met
    moved = most.title if most and most.met > 0 else ""
    return paired_dots(
        [
            Pair(
                label=s.title,
                before=s.before,
                after=s.after,
                lower=max(0.0, s.before - Z90 * s.se),
                upper=min(1.0, s.before + Z90 * s.se),
            )
            for s in view.strands
        ],
        title="Need before and after the package",
        finding=f"The package meets {percent(view.share)} of the need"
        + (f"; {moved} moves furthest." if moved else "."),
        axis="Need, as a share of the largest that can be",
        source="needs audit and current plan; “after” is what the plan assumes, not a measured effect",
        before="Need now",
        after="If the plan works as assumed",
        synthetic=view.synthetic,
    )


def department_picture(plan: CompletePlan) -> Chart:
    """The share of each department's need that is met, with the floor as a line; least served first."""
    rows = sorted(
        (d for d in plan.departments if d.share is not None), key=lambda d: (d.share or 0.0, d.name)
    )
    return bars(
        [Bar(label=d.name, value=100 * (d.share or 0.0), total=100) for d in rows],
        title="Need met, by department",
        finding=f"No department gets less than {percent(plan.least_served)} of its need met.",
        axis="Share of the department’s need",
        source="current plan",
        floor=plan.least_served,
        floor_label=f"least served {percent(plan.least_served)}",
        synthetic=plan.synthetic,
    )


def strand_picture(plan: CompletePlan) -> Chart:
    """The share of each strand's need that is met, over all departments in the plan."""
    rows = sorted(plan.strands, key=lambda s: (-s.share, s.title))
    finding = "No needs are known."
    if rows:
        most, least = rows[0], rows[-1]
        finding = f"{most.title} is met most ({percent(most.share)}), "
        finding += f"{sentences.within(least.title)} least ({percent(least.share)})."
    return bars(
        [Bar(label=s.title, value=s.covered, total=s.need) for s in rows],
        title="Need met, by strand",
        finding=finding,
        axis="Share of the place’s need",
        source="current plan",
        synthetic=plan.synthetic,
    )


def budget_picture(plan: CompletePlan) -> Chart:
    """What each budget could meet at most, with today's marked."""
    buys = sentences.money_buys(plan)
    return budget_line(
        [BudgetPoint(budget, covered / plan.need if plan.need else 1.0) for budget, covered in plan.curve],
        title="What a budget could meet",
        finding=f"At {money(plan.budget)}: {buys[0].lower()}{buys[1:]}",
        source="upper bound by linear programming at each budget; the plan stands a little below the line",
        today=plan.budget,
        today_share=plan.share,
        synthetic=plan.synthetic,
    )
