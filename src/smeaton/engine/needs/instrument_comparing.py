"""Two instruments side by side: what they have in common, and what changed from one to the other."""

import json
from dataclasses import dataclass
from hashlib import sha256

from smeaton.engine.needs.instrument_model import Instrument, Item


@dataclass(frozen=True)
class ItemChange:
    """One item that both have, but not alike: before, after, and which parts differ."""

    before: Item
    after: Item
    parts: tuple[str, ...]
    """Of “strand”, “statement”, “levels”, “who is asked”. A changed sub-topic alone is no change."""


@dataclass(frozen=True)
class Comparison:
    """What changed from one instrument to the other, item by item, in the order of the later one."""

    common: tuple[str, ...]
    changed: tuple[ItemChange, ...]
    added: tuple[Item, ...]
    removed: tuple[Item, ...]
    same_vignettes: bool
    """Whether described colleagues and names of levels are the same, so that ratings may be compared."""


def common_items(a: Instrument, b: Instrument) -> tuple[str, ...]:
    """Ids of the items that may be compared: the same in id, strand, statement, levels and audience.

    In the order of `b`. Two waves are compared on these alone.
    """
    return compare(a, b).common


def wording(item: Item) -> str:
    """Sixteen hexadecimal digits that two items of one id share exactly where `common_items` holds both.

    Of strand, statement, levels and audience; a changed sub-topic or order of the audience changes nothing.
    """
    parts = [item.strand, item.text, list(item.levels), sorted(set(item.audience))]
    return sha256(json.dumps(parts).encode()).hexdigest()[:16]


def compare(before: Instrument, after: Instrument) -> Comparison:
    """What `after` kept, changed, added and left out of `before`."""
    common: list[str] = []
    changed: list[ItemChange] = []
    for item in after.items.values():
        if (old := before.items.get(item.id)) is not None:
            if parts := _parts(old, item):
                changed.append(ItemChange(old, item, parts))
            else:
                common.append(item.id)
    return Comparison(
        common=tuple(common),
        changed=tuple(changed),
        added=tuple(item for item in after.items.values() if item.id not in before.items),
        removed=tuple(item for item in before.items.values() if item.id not in after.items),
        same_vignettes=bool(after.vignettes)
        and (before.vignettes, before.levels) == (after.vignettes, after.levels),
    )


def _parts(old: Item, new: Item) -> tuple[str, ...]:
    differ = {
        "strand": old.strand != new.strand,
        "statement": old.text != new.text,
        "levels": old.levels != new.levels,
        "who is asked": set(old.audience) != set(new.audience),
    }
    return tuple(name for name, differs in differ.items() if differs)
