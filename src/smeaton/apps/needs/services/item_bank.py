"""The item bank, made anew from the analyses that hold: the same wave analysed twice counts once."""

from datetime import datetime

from django.db.models import QuerySet

from smeaton.apps.needs.models import CalibratedItem, ProfileRun, Wave
from smeaton.engine.needs.design import ItemMean, pooled
from smeaton.engine.needs.instrument import Instrument, read_instrument, wording
from smeaton.engine.needs.known import Known

FEWEST_DEPARTMENTS = 5
"""Departments below which a wave teaches the bank nothing: its means would be about those departments."""


def update_bank(instrument: Instrument, at: datetime) -> int:
    """Pool what the current analyses of all waves of the instrument, in any place, say of each item.

    Each wording of an item stands for itself: waves of any version count for the words that they asked, and
    only those of at least five departments. Returns how many items, in one wording each, the bank now knows.
    What no such wave supports any more is dropped.
    """
    found = _taught(ProfileRun.objects.filter(current=True, wave__instrument__key=instrument.key))
    rows = []
    for (item, words), means in found.items():
        known = pooled(means)
        rows.append(
            CalibratedItem(
                instrument_key=instrument.key,
                item=item,
                wording=words,
                mean=round(min(max(known.mean, 0.0), 5.0), 4),
                se=round(known.se, 4),
                loading=known.loading,
                answers=sum(each.answers for each in means),
                waves=known.waves,
                updated_at=at,
            )
        )
    kept = CalibratedItem.objects.filter(instrument_key=instrument.key)
    gone = [row.pk for row in kept if (row.item, row.wording) not in found]
    CalibratedItem.objects.filter(pk__in=gone).delete()
    CalibratedItem.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["instrument_key", "item", "wording"],
        update_fields=["mean", "se", "loading", "answers", "waves", "updated_at"],
    )
    return len(rows)


def known_from_others(wave: Wave, instrument: Instrument) -> dict[str, Known]:
    """What waves other than this one teach of its items in its own words, as `update_bank` would pool them.

    The wave's own earlier analysis is left out: what it taught must not count for itself.
    """
    runs = ProfileRun.objects.filter(current=True, wave__instrument__key=instrument.key)
    known = {}
    for (item, words), means in _taught(runs.exclude(wave=wave)).items():
        asked = instrument.items.get(item)
        if asked is not None and wording(asked) == words:
            bank = pooled(means)
            known[item] = Known(asked.strand, bank.mean, bank.se)
    return known


def _taught(runs: "QuerySet[ProfileRun]") -> dict[tuple[str, str], list[ItemMean]]:
    found: dict[tuple[str, str], list[ItemMean]] = {}
    for run in runs.select_related("wave__instrument").order_by("wave_id"):
        if run.diagnostics.get("departments", 0) < FEWEST_DEPARTMENTS:
            continue
        asked = read_instrument(run.wave.instrument.source).items
        for item, (mean, se, answers) in run.diagnostics.get("items", {}).items():
            if item in asked and se > 0:
                found.setdefault((item, wording(asked[item])), []).append(ItemMean(mean, se, answers))
    return found
