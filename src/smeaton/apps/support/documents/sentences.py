"""Sentences about packages and plans, the same on the page, in print and in the workbook."""

from smeaton.apps.support.models import Mode
from smeaton.apps.support.queries import CompletePlan, Item, Limit, OffersPage, PackageView, PlanProgress
from smeaton.engine.support.balance import Balance
from smeaton.ui.figures import count_of, decimal, money, percent

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MOST = 6  # schools and mentors that are named
GROUPS = {
    "A": "building knowledge",
    "B": "motivating people",
    "C": "developing technique",
    "D": "embedding practice",
}
"""The four groups of the EEF's mechanisms, in words."""


def number(count: int) -> str:
    """5 → “five”; from 11 on, figures."""
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def counted(count: float, one: str, many: str = "") -> str:
    """1, “day” → “1 day”; 2.5, “day” → “2.5 days”; 41.0, “hour” → “41 hours”."""
    figure = decimal(count, 0 if float(count).is_integer() else 1)
    return f"{figure} {one if count == 1 else many or one + 's'}"


def package_finding(view: PackageView) -> str:
    """What the package is and what it does, in two sentences; or why there is none."""
    if not view.items:
        return view.why_none
    items = number(len(view.items)).capitalize() + (" item" if len(view.items) == 1 else " items")
    cover = f"cover paid for {counted(view.cover_days, 'day')}" if view.cover_days else "no cover needed"
    most = view.most_met
    together = "It meets" if len(view.items) == 1 else "Together they meet"
    tail = f"; {within(most.title)} most of all" if most and most.met > 0 else ""
    return (
        f"{items}, {counted(view.hours, 'hour')} in all, {cover}. "
        f"{together} {percent(view.share)} of your department’s need{tail}."
    )


def firmness(item: Item) -> str:
    """How firmly an item stands, in words."""
    if item.firmness is None:
        return "How firmly it stands has not been worked out."
    return f"Stands in {item.firmness} of 100 plausible versions of your needs."


def when(view: PackageView) -> str:
    """When the items happen: from the first date to the last, or between what days."""
    days = sorted(meeting.starts for item in view.items for meeting in item.meetings)
    if days and all(item.dates for item in view.items):
        return f"dates from {days[0]:%-d %B %Y} to {days[-1]:%-d %B %Y}"
    if days:
        return "dates stand with the items that have one; the others are still to come"
    if view.starts and view.ends:
        return f"dates still to come, between {view.starts:%B %Y} and {view.ends:%B %Y}"
    return "dates still to come"


def who_goes(item: Item) -> str:
    """Who goes, with how many places; or how many hours of mentoring."""
    if item.kind == "mentoring":
        return f"{counted(item.hours, 'hour')} with {item.who}"
    if item.mode == Mode.INSET.label:
        return item.who
    return f"{counted(item.seats, 'place')}: {item.who}"


def balance(found: Balance | None) -> str:
    """Which of the four groups a package holds; the warning where one is missing."""
    if found is None:
        return ""
    present = [GROUPS[group] for group in GROUPS if group in found.present]
    if not found.missing:
        return f"Balanced: the package works on all four, {_listed(present)}."
    missing = [GROUPS[group] for group in GROUPS if group in found.missing]
    held = f"The package works on {_listed(present)}" if present else "The package works on none of the four"
    return f"{held}, but has nothing for {_listed(missing)}."


def plan_finding(plan: CompletePlan) -> str:
    """What the plan does, what it costs, who is served least, how good it is."""
    return (
        f"This plan meets {percent(plan.share)} of the place’s need for {money(round(plan.cost))}; "
        f"no department gets less than {percent(plan.least_served)}; "
        f"it is within {decimal(plan.gap * 100)}% of the best that is possible."
    )


def denominator(plan: CompletePlan) -> str:
    """How many departments the plan is for, of all in the programme."""
    return f"Planned for {count_of(plan.planned, plan.everywhere)} departments."


def floor(plan: CompletePlan) -> str:
    """What protecting the least-served department did and cost."""
    if plan.floor is None:
        return "The department that is served least was not protected in this plan."
    if plan.least_served <= plan.floor.without + 0.005:
        return "Protecting the department that is served least changed nothing: it is served well anyway."
    begin = (
        f"The department that is served least has {percent(plan.least_served)} of its need met, instead of "
        f"{percent(plan.floor.without)}; that costs "
    )
    if plan.floor.cost < 0.0005:
        return f"{begin}next to nothing of the need met in all."
    if plan.floor.cost <= plan.gap:
        known = decimal(plan.gap * 100)
        return f"{begin}less than can be told: the plan itself is only known to within {known}%."
    return f"{begin}{decimal(plan.floor.cost * 100)}% of the need met in all."


def more_of(plan: CompletePlan) -> list[str]:
    """What one more release day would do for which schools, and one more hour of which mentors."""
    days = [
        f"{school}: one more release day would meet about {decimal(gain * 100)}% more of its need."
        for school, gain in plan.more_days[:_MOST]
    ]
    return days + [
        f"One more hour of {who} would meet about {decimal(gain * 100, 2)}% more of all need."
        for who, gain in plan.more_hours[:_MOST]
    ]


def money_buys(plan: CompletePlan) -> str:
    """What another £1,000 would buy, by the budget curve."""
    if plan.per_thousand is None or not plan.need:
        return "What more money would buy has not been worked out."
    more = plan.per_thousand / plan.need
    if more < 0.0005:
        return "More money would meet hardly any more need: something else limits the plan."
    return f"Another £1,000 would meet about {decimal(more * 100)}% more need."


def limits(plan: CompletePlan) -> list[str]:
    """What limits the plan, the tightest first, in sentences."""
    words = []
    for limit in sorted(plan.limits, key=lambda x: -(x.used / x.available if x.available else 0)):
        if not limit.available:
            continue
        if limit.unit == "pounds":
            used = f"{money(round(limit.used))} of {money(round(limit.available))}"
        else:
            used = f"{decimal(limit.used, 0)} of {decimal(limit.available, 0)} {limit.unit}"
        share = percent(limit.used / limit.available)
        words.append(f"{limit.what.capitalize()}: {used} used ({share}){_scarce(limit)}.")
    return words


def _scarce(limit: Limit) -> str:
    if limit.gain is None:
        return ", so it limits the plan" if limit.binding else ""
    if limit.gain < 0.0005 or not limit.dearest:
        return "; more of it would meet hardly any more need"
    gain = f"{decimal(limit.gain * 100)}%"
    if limit.unit == "days":
        return f"; scarcest at {limit.dearest}, where one more day would meet about {gain} more of its need"
    return (
        f"; scarcest with the {limit.dearest}, where {limit.more:.0f} more hours would meet about {gain} "
        "more of the place’s need"
    )


OUTDATED = "The plan is being made again without departments that are not shared any more."


def offers_finding(page: OffersPage) -> str:
    """What has to be organised, in a sentence or two."""
    if page.outdated:
        return OUTDATED
    if not page.planned:
        return "No plan has been made yet; the catalogue below is what it will choose from."
    hosted = [run for run in page.runs if run.runs]
    runs = sum(run.runs for run in hosted)
    near = sum(run.near_minimum for run in hosted)
    close = (
        f"{number(near).capitalize()} {'is' if near == 1 else 'are'} within one seat of the minimum."
        if near
        else "No run is within one seat of its minimum."
    )
    return (
        f"{counted(runs, 'run')}, {counted(page.mentors_used, 'mentor')}, "
        f"{counted(page.seats, 'seat')}. {close if hosted else ''}"
    ).strip()


_STAGES = {
    "first plan": "Found a first plan",
    "covering most need": "Looking for the plan that meets most need",
    "lifting the least served": "Lifting the department that is served least",
    "covering most need above the floor": "Found a plan · proving how good it is",
}


def stage(run: PlanProgress) -> str:
    """What is being done now, in plain words."""
    return _STAGES.get(run.stage, run.stage.capitalize())


def announcement(run: PlanProgress) -> str:
    """What a screen reader is told at each quarter of the way, and at the end."""
    if run.live:
        return f"{25 * (run.percent // 25)}% done. {stage(run)}."
    return {"complete": "The new plan is complete.", "cancelled": "The run was cancelled."}.get(
        run.status, f"The run did not make a plan. {run.message}"
    )


def progress(run: PlanProgress) -> str:
    """How far a run is, in plain words."""
    if run.share is None:
        return "Nothing found yet."
    found = f"Found a plan that meets {percent(run.share)} of the need"
    if run.gap is None or run.gap >= 0.98 * (1 - run.share):  # nothing better is known than “all of it”
        return f"{found}; how near that is to the best possible is not proved yet."
    return f"{found}, proved to be within {decimal(run.gap * 100)}% of the best possible."


def within(title: str) -> str:
    """A strand's title inside a sentence."""
    return title[:1].lower() + title[1:]


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
