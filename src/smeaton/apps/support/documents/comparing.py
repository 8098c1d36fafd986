"""Scenarios in sentences, and the picture of what each school gains and loses."""

from smeaton.apps.support.documents.sentences import OUTDATED, counted, number
from smeaton.apps.support.queries.comparison import Comparison, SchoolChange
from smeaton.apps.support.queries.scenarios import ScenarioCard, ScenariosPage
from smeaton.engine.support.scenarios import Verdict
from smeaton.ui.charts import Chart, Pair, paired_dots
from smeaton.ui.figures import MINUS, money, percent


def scenarios_finding(page: ScenariosPage) -> str:
    """How many scenarios there are, and what can be said of them, in a sentence or two."""
    if page.outdated:
        return OUTDATED
    if page.current is None:
        return "A scenario is compared with the plan that holds, and no plan has been made yet."
    if not page.cards:
        return "What would the plan be with less money, with more mentors, without an offer? Try it here."
    planned = [card for card in page.cards if card.figures]
    words = f"{number(len(page.cards)).capitalize()} scenario{'s' if len(page.cards) != 1 else ''}"
    if not planned:
        return f"{words}, {'not' if len(page.cards) == 1 else 'none of them'} planned yet."
    found = []
    for verdict, said in ((Verdict.MORE, "more"), (Verdict.LESS, "less")):
        names = [f"“{card.name}”" for card in planned if card.verdict is verdict]
        if names:
            found.append(
                f"{_listed(names)} {'meets' if len(names) == 1 else 'meet'} {said} need than the plan"
            )
    if not found:
        return f"{words}; none certainly meets more need than the plan, and none less."
    return f"{words}: {'; '.join(found)}."


def verdict(card: ScenarioCard) -> str:
    """What is certain of a scenario's need met against the plan's."""
    if card.current:
        return "is the current plan"
    if card.figures is None:
        return ""
    return {
        Verdict.MORE: "more than the plan",
        Verdict.LESS: "less than the plan",
        Verdict.SAME: "cannot be told apart",
        None: "other departments",
    }[card.verdict]


def comparison_finding(view: Comparison) -> str:
    """What the scenario does against the other plan: need met, and who gains and loses."""
    after, before = view.after, view.before
    meets = (
        f"“{view.card.name}” meets {percent(after.share)} of the need for {money(round(after.cost))}; "
        f"{view.before_name} meets {percent(before.share)} for {money(round(before.cost))}."
    )
    said = {
        Verdict.MORE: "It certainly meets more.",
        Verdict.LESS: "It certainly meets less.",
        Verdict.SAME: "That is too near to say which could meet more.",
        None: "They are for different departments, so the shares are of different needs.",
    }[after.against(before)]
    return f"{meets} {said}"


def schools_finding(view: Comparison) -> str:
    """How many schools gain and lose, beyond what the search leaves open."""
    gain = sum(row.difference > 0 for row in view.moved)
    lose = len(view.moved) - gain
    of = len(view.moved) + len(view.still)
    limit = f"under {100 * view.noise:.1f}% of a school’s need".replace(".0%", "%")
    if not view.moved:
        return f"No school of {of} gains or loses beyond what the search leaves open ({limit})."
    parts = [f"{number(count)} {verb}" for count, verb in ((gain, "gain"), (lose, "lose")) if count]
    words = " and ".join(parts)
    return (
        f"Of {counted(of, 'school')}, {words}. "
        f"Differences {limit} are within what the search leaves open and are not shown."
    )


def difference(row: SchoolChange) -> str:
    """By how much a school's share of need met is different: “+7%”, “−4%”, or why there is none."""
    if row.before is None:
        return "was not in the plan"
    if row.after is None:
        return "no longer in the plan"
    size = percent(abs(row.difference))
    return f"{'+' if row.difference > 0 else MINUS}{size}"


def least_served(view: Comparison) -> str:
    """Whether the department that is served least is served better or worse."""
    change = view.after.least_served - view.before.least_served
    now = f"The department that is served least has {percent(view.after.least_served)} of its need met"
    if abs(change) < view.noise:
        return f"{now}, much the same as in {view.before_name}."
    return f"{now}, instead of {percent(view.before.least_served)} in {view.before_name}."


def comparison_picture(view: Comparison) -> Chart | None:
    """The share of need met in both plans, of the schools that differ; None where none does."""
    rows = [row for row in view.moved if row.before is not None and row.after is not None]
    if not rows:
        return None
    return paired_dots(
        [Pair(label=row.name, before=row.before or 0.0, after=row.after or 0.0) for row in rows],
        title=f"Need met in {view.before_name} and in “{view.card.name}”",
        finding=schools_finding(view),
        axis="Share of the department’s need that is met",
        source="both plans; differences within what the search leaves open are left out",
        before=view.before_name.capitalize() if view.against is None else view.before_name,
        after=f"“{view.card.name}”",
        synthetic=view.synthetic,
    )


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
