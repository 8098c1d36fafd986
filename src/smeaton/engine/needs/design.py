"""Short forms: which items each person is asked, so that little is lost by asking less.

In a first wave items are sampled: everybody is asked another balanced part, so that a department answers all
of them. Once items are calibrated a fixed form, the same for all, asks the most informative ones.
"""

import hashlib
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smeaton.engine.needs.instrument import Instrument, Item

LARGEST_SE = 0.25
"""Standard error of an item's mean, in levels, up to which it counts as calibrated."""


class NotCalibrated(ValueError):
    """A fixed form cannot be made from what the item bank knows. The message is a sentence."""


@dataclass(frozen=True)
class Calibrated:
    """What the bank knows of an item: mean level (1 to 4) at average leniency, its standard error.

    `loading` is how strongly the item follows its strand, 1 being usual; `waves` how many it rests on.
    """

    mean: float
    se: float
    loading: float = 1.0
    waves: int = 1

    @property
    def information(self) -> float:
        """How well the item tells departments apart, relative to others: 0 to `loading` squared.

        Largest where the mean level lies in the middle; an item that all place at one end tells nothing.
        """
        share = min(max((self.mean - 1) / 3, 0.0), 1.0)
        return self.loading**2 * 4 * share * (1 - share)


def asked_by_strand(instrument: Instrument, role: str) -> dict[str, tuple[str, ...]]:
    """Strand → ids of the items that a role is asked, both in the instrument's order; no strand is empty."""
    found: dict[str, tuple[str, ...]] = {}
    for item in instrument.for_role(role):
        found[item.strand] = (*found.get(item.strand, ()), item.id)
    return found


def sampled_items(
    items: Mapping[str, Sequence[str]],
    *,
    respondents: int,
    items_each: int,
    seed: int,
    department: str,
) -> tuple[tuple[str, ...], ...]:
    """What each of the first `respondents` people of a department is asked: balanced matrix sampling.

    `items` are the ids by strand (`asked_by_strand`). Everybody gets `items_each` items, or all where there
    are no more; something of every strand where that many are asked, else the strands take turns. Within a
    strand, how often any two items have been asked differs by at most 1 after every respondent. A person's
    items depend on `seed`, `department` and their own number alone: those who come later change nothing.
    ValueError where `respondents` or `items_each` is below 1.
    """
    if respondents < 1 or items_each < 1:
        raise ValueError(f"{items_each} items for each of {respondents} people is no form")
    order = [item for own in items.values() for item in own]
    strand_of = {item: strand for strand, own in items.items() for item in own}
    asked = dict.fromkeys(order, 0)
    forms = []
    for number in range(respondents):
        rng = _rng(seed, department, number)
        lot = {item: rng.random() for item in order}
        form = _one_form(items, strand_of, asked, lot, min(items_each, len(order)))
        for item in form:
            asked[item] += 1
        forms.append(tuple(item for item in order if item in form))
    return tuple(forms)


def _rng(seed: int, department: str, number: int) -> random.Random:
    digest = hashlib.sha256(f"{seed}/{department}/{number}".encode()).digest()
    return random.Random(int.from_bytes(digest[:8], "big"))  # noqa: S311 - not for secrets


def _one_form(
    items: Mapping[str, Sequence[str]],
    strand_of: Mapping[str, str],
    asked: Mapping[str, int],
    lot: Mapping[str, float],
    size: int,
) -> set[str]:
    """One of every strand first, those that had least before others; then whatever was asked least."""
    taken = dict.fromkeys(items, 0)
    form: set[str] = set()

    def take(item: str) -> None:
        form.add(item)
        taken[strand_of[item]] += 1

    had = {strand: sum(asked[item] for item in own) for strand, own in items.items()}
    strands = sorted(items, key=lambda s: (had[s], max(lot[item] for item in items[s])))
    for strand in strands[:size]:
        take(min(items[strand], key=lambda item: (asked[item], lot[item])))
    while len(form) < size:
        left = [item for item in strand_of if item not in form]
        take(
            min(
                left,
                key=lambda i: (asked[i], taken[strand_of[i]] / len(items[strand_of[i]]), lot[i]),
            )
        )
    return form


def calibrated_items(
    items: Sequence[Item], bank: Mapping[str, Calibrated], items_each: int
) -> tuple[str, ...]:
    """The fixed form: the most informative of a role's items, the same for everybody, in the order given.

    Every strand has an item; so has every declared sub-topic where `items_each` allows, since choosing by
    information alone would narrow what the audit is about. Raises `NotCalibrated` unless every item was in
    an earlier wave and its standard error is at most `LARGEST_SE`, and where `items_each` is fewer than the
    strands.
    """
    unknown = [item.id for item in items if not _known(bank.get(item.id))]
    if unknown:
        count = f"{len(unknown)} of {len(items)} items"
        raise NotCalibrated(
            f"{count} are not known well enough from earlier waves ({', '.join(unknown[:3])}"
            f"{', …' if len(unknown) > 3 else ''}): ask the full form, or a sample of items, once more."
        )
    strands = list(dict.fromkeys(item.strand for item in items))
    if items_each < len(strands):
        raise NotCalibrated(
            f"{items_each} items cannot cover {len(strands)} strands: ask at least one of each."
        )
    best = sorted(items, key=lambda item: (-bank[item.id].information, item.id))
    topics = dict.fromkeys((item.strand, item.topic) for item in best)
    chosen: list[Item] = []
    if items_each >= len(topics):
        chosen = [next(i for i in best if (i.strand, i.topic) == topic) for topic in topics]
    else:
        chosen = [next(i for i in best if i.strand == strand) for strand in strands]
        covered = {(i.strand, i.topic) for i in chosen}
        for topic in topics:
            if topic not in covered and len(chosen) < items_each:
                chosen.append(next(i for i in best if (i.strand, i.topic) == topic))
    while len(chosen) < min(items_each, len(items)):
        weight = {s: sum(bank[i.id].information for i in chosen if i.strand == s) for s in strands}
        chosen.append(
            max(
                (i for i in best if i not in chosen),
                key=lambda i: bank[i.id].information / (1 + weight[i.strand]),
            )
        )
    ids = {item.id for item in chosen}
    return tuple(item.id for item in items if item.id in ids)


def _known(found: Calibrated | None) -> bool:
    return found is not None and found.waves >= 1 and found.se <= LARGEST_SE


@dataclass(frozen=True)
class ItemMean:
    """One wave's estimate of an item's mean level, with its standard error and the answers it rests on."""

    mean: float
    se: float
    answers: int


def pooled(means: Sequence[ItemMean]) -> Calibrated:
    """Several waves' means of an item as one, weighted by information (1 / se squared).

    Where waves differ by more than their errors allow, the standard error grows with it (Birge's ratio).
    ValueError where there are none, or a standard error is not above 0.
    """
    if not means or not all(each.se > 0 and math.isfinite(each.se) for each in means):
        raise ValueError("means are pooled by their standard errors: each must have one above 0")
    weight = [each.se**-2 for each in means]
    total = sum(weight)
    mean = sum(w * each.mean for w, each in zip(weight, means, strict=True)) / total
    spread = sum(w * (each.mean - mean) ** 2 for w, each in zip(weight, means, strict=True))
    ratio = max(1.0, spread / (len(means) - 1)) if len(means) > 1 else 1.0
    return Calibrated(mean=mean, se=math.sqrt(ratio / total), waves=len(means))
