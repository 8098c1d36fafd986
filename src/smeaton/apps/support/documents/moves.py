"""What moved between two versions of a package, as figures to keep and as sentences to read."""

from collections.abc import Mapping, Sequence
from typing import Any

from smeaton.apps.support.models import Kind
from smeaton.apps.support.queries import Item, PackageView
from smeaton.ui.figures import decimal, percent


def moved(before: PackageView, after: PackageView, priorities: Sequence[str]) -> dict[str, Any]:
    """What is different in `after`; empty where nothing is that the department would notice.

    Costs shift whenever a run is shared otherwise and are nobody's news: an item has moved when its seats,
    hours, place or sessions are others. `priorities` are strands; without any all strands count together.
    """
    was, now = ({item.key: item for item in view.items} for view in (before, after))
    gained = [[item.name, _much(item)] for key, item in now.items() if key not in was]
    lost = [[item.name, _much(item)] for key, item in was.items() if key not in now]
    changed = [
        [item.name, *words]
        for key, item in now.items()
        if key in was and (words := _difference(was[key], item))
    ]
    if not gained and not lost and not changed:
        return {}
    figures: dict[str, Any] = {
        "gained": gained,
        "lost": lost,
        "changed": changed,
        "share": [before.share, after.share],
        "days": [before.cover_days, after.cover_days],
    }
    if priorities:
        figures["priorities"] = [_met(before, priorities), _met(after, priorities)]
    return figures


def moved_sentences(figures: Mapping[str, Any]) -> list[str]:
    """What moved for the department, a sentence each; one sentence where nothing did."""
    if not figures:
        return ["Nothing of yours moved."]
    said = []
    if figures["gained"]:
        said.append(f"You gain {_listed(figures['gained'])}.")
    if figures["lost"]:
        said.append(f"You lose {_listed(figures['lost'])}.")
    said += [f"{name}: {now} instead of {was}." for name, was, now in figures["changed"]]
    own = figures.get("priorities")
    what = "Need met on your priorities" if own else "Need met"
    before, after = own or figures["share"]
    if round(before, 2) != round(after, 2):
        said.append(f"{what}: {percent(before)} → {percent(after)}.")
    else:
        said.append(f"{what}: {percent(after)}, as before.")
    if not figures["changed"]:
        said.append("Nothing else of yours moved.")
    return said


def _met(view: PackageView, priorities: Sequence[str]) -> float:
    rows = [row for row in view.strands if row.strand in priorities]
    need = sum(row.before for row in rows)
    return sum(row.before * row.met for row in rows) / need if need else 1.0


def _difference(was: Item, now: Item) -> tuple[str, str] | None:
    """What the item was and is now, in words; None where the department would notice nothing."""
    if _much(was) != _much(now):
        return _much(was), _much(now)
    if was.where != now.where:
        return was.where or "no fixed place", now.where or "no fixed place"
    if was.dates and was.dates != now.dates:
        return "the dates you were told", "new dates" if now.dates else "dates still to come"
    return None


def _much(item: Item) -> str:
    if item.kind == Kind.MENTORING:
        return f"{decimal(item.hours, 0 if float(item.hours).is_integer() else 1)} hours"
    return f"{item.seats} place" if item.seats == 1 else f"{item.seats} places"


def _listed(items: Sequence[Sequence[str]]) -> str:
    words = [f"{name} ({much})" for name, much in items]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
