"""Changes to an instrument, as new values: strands and items rewritten, added, taken away, put in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from smeaton.engine.needs.instrument_model import Instrument, Item, Strand, Vignette


class EditRefused(ValueError):
    """A change that cannot be made. The message is a sentence for whoever asked for it."""


@dataclass(frozen=True)
class ItemText:
    """An item as somebody wrote it: an empty id is a new item's."""

    id: str
    topic: str
    text: str
    levels: tuple[str, ...]
    audience: tuple[str, ...]


@dataclass(frozen=True)
class StrandText:
    """A strand as somebody wrote it, its items in their order; those that are not given are taken away."""

    title: str
    about: str
    items: tuple[ItemText, ...]


def with_start(
    instrument: Instrument,
    *,
    title: str,
    levels: tuple[str, ...],
    readiness: str,
    minutes: Mapping[str, float],
    introductions: Mapping[str, str],
) -> Instrument:
    """With another title, names of the four levels, readiness question, minutes and introductions."""
    return replace(
        instrument,
        title=title,
        levels=levels,
        readiness=readiness,
        minutes=dict(minutes),
        introductions={role: words for role, words in introductions.items() if words},
    )


def with_vignettes(instrument: Instrument, texts: Sequence[tuple[str, str]]) -> Instrument:
    """With these three described colleagues (title, text), or none."""
    ids = [vignette.id for vignette in instrument.vignettes] or _free(
        "vignette", instrument.items, len(texts)
    )
    return replace(
        instrument,
        vignettes=tuple(Vignette(id, *text) for id, text in zip(ids, texts, strict=False)),
    )


def with_strand(instrument: Instrument, strand: str, content: StrandText, position: int) -> Instrument:
    """With one strand rewritten and moved to a position, from 1. `EditRefused` where it would be empty."""
    before = next((each for each in instrument.strands if each.id == strand), None)
    if before is None:
        raise EditRefused("The strand is no longer in this audit.")
    after = replace(
        before, title=content.title, about=content.about, items=_items(instrument, strand, content)
    )
    rest = [each for each in instrument.strands if each.id != strand]
    rest.insert(min(max(position, 1), len(rest) + 1) - 1, after)
    return replace(instrument, strands=tuple(rest))


def with_new_strand(instrument: Instrument, content: StrandText) -> tuple[Instrument, str]:
    """With a further strand at the end, and the id that it was given."""
    id = _free("strand", instrument.titles, 1, first=len(instrument.strands) + 1)[0]
    items = _items(instrument, id, content)
    strand = Strand(id, content.title, content.about, items)
    return replace(instrument, strands=(*instrument.strands, strand)), id


def without_strand(instrument: Instrument, strand: str) -> Instrument:
    """Without one strand and its items. `EditRefused` for the last one."""
    rest = tuple(each for each in instrument.strands if each.id != strand)
    if not rest:
        raise EditRefused("An audit needs at least one strand.")
    return replace(instrument, strands=rest)


def _items(instrument: Instrument, strand: str, content: StrandText) -> tuple[Item, ...]:
    if not content.items:
        raise EditRefused("A strand needs at least one statement. Remove the whole strand instead.")
    ours = {item.id for item in instrument.items.values() if item.strand == strand}
    if any(each.id and each.id not in ours for each in content.items):
        raise EditRefused("A statement is no longer in this strand.")
    taken = [*instrument.items, *(vignette.id for vignette in instrument.vignettes)]
    new = iter(_free(strand, taken, sum(not each.id for each in content.items), first=len(ours) + 1))
    return tuple(
        Item(each.id or next(new), strand, each.topic, each.text, each.levels, each.audience)
        for each in content.items
    )


def _free(stem: str, taken: Iterable[str], count: int, first: int = 1) -> list[str]:
    """So many ids that are not taken: “recall-5”, “recall-6”."""
    known = set(taken)
    found: list[str] = []
    number = first
    while len(found) < count:
        if (id := f"{stem[:50]}-{number}") not in known:
            found.append(id)
        number += 1
    return found
