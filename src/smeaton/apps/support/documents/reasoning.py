"""Why an item is in a package, in plain sentences: what it spares, what the alternative would have done."""

from smeaton.apps.support.queries import Item
from smeaton.apps.support.queries.reasons import Gap, Instead, ItemWhy, Without
from smeaton.ui.figures import decimal

NO_DIFFERENCE = "no difference that we can tell"


def why_sentences(item: Item, found: ItemWhy | None) -> list[str]:
    """Sentences on what would be lost without the item, and on the obvious alternative; empty while unknown.

    Also empty where the item is another amount now than when its reasons were worked out.
    """
    if found is None or (found.seats, found.hours) != (item.seats, item.hours):
        return []
    words = []
    if found.without is not None:
        words.append(_without(found.without))
    if found.instead is not None:
        words.append(_instead(found.instead))
    return words


def _without(without: Without) -> str:
    own, place = without.own, without.place
    again = f", with {_listed(without.gets)} instead" if without.gets else ""
    if not own.told:
        what = f"there would be {NO_DIFFERENCE} for your department"
    else:
        what = f"{_points(own)} of your department’s need would be met"
    return f"Without it{again}, {what}{_place(place, but=own.value <= 0 or not own.told)}."


def _instead(instead: Instead) -> str:
    own, place = instead.own, instead.place
    what = (
        f"{_points(own)} of your department’s need would be met"
        if own.told
        else f"there would be {NO_DIFFERENCE} for your department"
    )
    return (
        f"The obvious alternative for {instead.strand.lower()} is {instead.name}. With that in its place, "
        f"{what}{_place(place, but=own.value <= 0 or not own.told)}."
    )


def _place(place: Gap, but: bool = False) -> str:
    """What it means for all departments together; nothing where it cannot be told."""
    if not place.told:
        return ""
    less = "less" if place.value > 0 else "more"
    joined = ", but" if but and place.value > 0 else ", and"
    return f"{joined} {decimal(abs(place.value) * 100, 2)}% {less} of all departments’ together"


def _points(gap: Gap) -> str:
    error = f" (give or take {decimal(gap.error * 100)})" if gap.error >= 0.0005 else ""
    return f"{decimal(abs(gap.value) * 100)}%{error} {'less' if gap.value > 0 else 'more'}"


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
