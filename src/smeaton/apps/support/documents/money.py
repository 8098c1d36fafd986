"""The money of a plan in sentences, and as a workbook for the finance office."""

from smeaton.apps.support.documents.books import Sheet, workbook
from smeaton.apps.support.documents.sentences import OUTDATED
from smeaton.apps.support.queries.money import MoneyPage, ShortSpend
from smeaton.ui.figures import money


def finding(page: MoneyPage) -> str:
    """Whether the lines pay for the plan, in a sentence."""
    if not page.lines:
        return "No budget lines have been entered yet: a plan is made for one sum, whoever pays it."
    lines = f"{len(page.lines)} budget line{'s' if len(page.lines) != 1 else ''}"
    if page.outdated:
        return f"{lines} come to {money(page.total)}. {OUTDATED}"
    if not page.planned:
        return f"{lines} come to {money(page.total)}; no plan has been made with them yet."
    if not page.spend:
        return (
            f"{lines} come to {money(page.total)}. This plan was made before Smeaton kept what each kind of "
            "spend comes to: plan again, and the lines are set against it."
        )
    if page.short:
        return f"{money(page.short)} of the plan’s {money(page.plan_cost)} has no line that can pay it."
    return (
        f"The budget lines pay for all of the plan’s {money(page.plan_cost)}, and {money(page.left)} is left."
    )


def shortage(short: ShortSpend) -> str:
    """What cannot be paid, and why, in a sentence."""
    kinds = _listed([f"{money(part.pounds)} of {part.words}" for part in short.short])
    if not short.lines:
        return f"{kinds}: no line with money allows it."
    names = _listed([f"“{line.name}”" for line in short.lines])
    used = "is" if len(short.lines) == 1 else "are"
    also = [kind for kind in short.competing if kind not in {part.words for part in short.short}]
    shared = f", and {'pays' if len(short.lines) == 1 else 'pay'} for {_listed(also)} as well" if also else ""
    return f"{kinds}: {names} {used} used up{shared}."


def helps(page: MoneyPage, short: ShortSpend) -> list[str]:
    """What would help, the best first: allow it on another line, move money, or plan with less."""
    words = [part.words for part in short.short]
    said = [
        f"Allow {_listed(words)} on “{each.line.name}”, if its funder agrees: that would pay "
        f"{'all of it' if each.pounds >= short.pounds - 0.005 else money(each.pounds)}."
        for each in short.helps[:3]
    ]
    spare = sorted((line for line in page.lines if line.left > 0), key=lambda line: -line.left)
    if spare and short.lines:
        moved = min(spare[0].left, short.pounds)
        said.append(f"Move {money(moved)} from “{spare[0].name}” to “{short.lines[0].name}”.")
    if page.plan_cost > page.total:
        said.append(
            f"The lines come to {money(page.total)} in all, {money(round(page.plan_cost - page.total, 2))} "
            "less than the plan costs: plan again with their sum, or find another line."
        )
    return said or ["Plan again with a smaller budget, or add a line that allows it."]


def money_book(page: MoneyPage) -> bytes:
    """Lines, spend by kind, who pays what, and what cannot be paid, for the finance office."""
    mark = " (synthetic)" if page.synthetic else ""
    kinds = [part.words for part in page.spend]
    head = (
        "Code",
        "Line",
        "Amount £",
        *(f"{kind} £" for kind in kinds),
        "Planned £",
        "Left £",
        "May pay for",
    )
    lines: list[tuple[str | float, ...]] = []
    for line in page.lines:
        paid = {part.words: part.pounds for part in line.paid}
        lines.append(
            (
                line.code,
                line.name,
                line.amount,
                *(paid.get(kind, 0.0) for kind in kinds),
                line.planned,
                line.left,
                ", ".join(line.allowed_words),
            )
        )
    spend = [(part.words, part.pounds) for part in page.spend]
    short = [
        (part.words, part.pounds, " ".join([shortage(each), *helps(page, each)]))
        for each in page.shortages
        for part in each.short
    ]
    return workbook(
        f"{page.programme_name}: budget lines{mark}",
        [
            Sheet(f"Lines{mark}", head, lines),
            Sheet(f"Spend{mark}", ("Kind of spend", "Planned £"), spend),
            Sheet(f"Not paid{mark}", ("Kind of spend", "Short £", "Why, and what would help"), short),
        ],
        mark,
    )


def money_book_name(page: MoneyPage) -> str:
    """The file's name."""
    return f"{page.place_slug}-budget-lines{'-synthetic' if page.synthetic else ''}.xlsx"


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
