"""Short forms: balanced, covering, deterministic; and the bank that the fixed form is chosen from."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smeaton.engine.needs.design import (
    Calibrated,
    ItemMean,
    NotCalibrated,
    asked_by_strand,
    calibrated_items,
    pooled,
    sampled_items,
)
from smeaton.engine.needs.instrument import Item
from tests.factories.needs import shipped


@st.composite
def audits(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    """Strands with one to six items each."""
    sizes = draw(st.lists(st.integers(1, 6), min_size=1, max_size=12))
    return {f"s{s}": tuple(f"s{s}i{i}" for i in range(n)) for s, n in enumerate(sizes)}


@settings(max_examples=150, deadline=None)
@given(audits(), st.integers(1, 25), st.integers(1, 45), st.integers(0, 9))
def test_forms_are_balanced_cover_strands_and_stay_as_people_join(
    items: dict[str, tuple[str, ...]], people: int, each: int, seed: int
) -> None:
    forms = sampled_items(items, respondents=people, items_each=each, seed=seed, department="17")
    every = [item for own in items.values() for item in own]
    strand_of = {item: strand for strand, own in items.items() for item in own}
    asked: Counter[str] = Counter()
    strands: Counter[str] = Counter()
    for form in forms:
        assert len(form) == len(set(form)) == min(each, len(every))
        assert list(form) == [item for item in every if item in form]
        asked.update(form)
        strands.update({strand_of[item] for item in form})
        for own in items.values():
            counts = [asked[item] for item in own]
            assert max(counts) - min(counts) <= 1
    if each >= len(items):
        assert all(strands[strand] == people for strand in items)
    else:
        assert max(strands[s] for s in items) - min(strands[s] for s in items) <= 1
    fewer = sampled_items(items, respondents=max(people - 1, 1), items_each=each, seed=seed, department="17")
    assert forms[: len(fewer)] == fewer


def test_the_shipped_audits_items_are_asked_equally_often() -> None:
    items = asked_by_strand(shipped(), "teacher")
    total = sum(len(own) for own in items.values())
    forms = sampled_items(items, respondents=10, items_each=total // 2, seed=1, department="3")
    counts = Counter(item for form in forms for item in form)
    assert set(counts) == {item for own in items.values() for item in own}
    assert max(counts.values()) - min(counts.values()) <= 2
    assert sum(counts.values()) == 10 * (total // 2)


def test_other_seeds_departments_and_people_get_other_forms() -> None:
    items = asked_by_strand(shipped(), "teacher")

    def first(seed: int, department: str) -> tuple[str, ...]:
        return sampled_items(items, respondents=1, items_each=12, seed=seed, department=department)[0]

    assert first(1, "3") == first(1, "3")
    assert first(1, "3") != first(2, "3")
    assert first(1, "3") != first(1, "4")
    with pytest.raises(ValueError, match="is no form"):
        sampled_items(items, respondents=1, items_each=0, seed=1, department="3")


def _item(id: str, strand: str, topic: str) -> Item:
    return Item(id, strand, topic, "text", ("a", "b", "c", "d"), ("teacher",))


AUDIT = [
    _item("a1", "a", "x"), _item("a2", "a", "x"), _item("a3", "a", "y"),
    _item("b1", "b", "z"), _item("b2", "b", "z"),
]  # fmt: skip
BANK = {
    "a1": Calibrated(2.5, 0.1), "a2": Calibrated(2.6, 0.1), "a3": Calibrated(3.6, 0.1),
    "b1": Calibrated(1.4, 0.1), "b2": Calibrated(2.2, 0.1),
}  # fmt: skip


def test_the_fixed_form_takes_the_most_informative_of_every_strand_then_of_every_topic() -> None:
    assert calibrated_items(AUDIT, BANK, 2) == ("a1", "b2")
    assert calibrated_items(AUDIT, BANK, 3) == ("a1", "a3", "b2")
    assert calibrated_items(AUDIT, BANK, 4) == ("a1", "a2", "a3", "b2")
    assert calibrated_items(AUDIT, BANK, 9) == ("a1", "a2", "a3", "b1", "b2")


def test_a_loading_counts_more_than_a_middling_mean() -> None:
    sharp = BANK | {"a2": Calibrated(2.6, 0.1, loading=1.5)}
    assert calibrated_items(AUDIT, sharp, 2) == ("a2", "b2")


def test_there_is_no_fixed_form_before_every_item_is_calibrated() -> None:
    with pytest.raises(NotCalibrated, match=r"1 of 5 items .*\(b1\)"):
        calibrated_items(AUDIT, {key: found for key, found in BANK.items() if key != "b1"}, 3)
    with pytest.raises(NotCalibrated, match="a3"):
        calibrated_items(AUDIT, BANK | {"a3": Calibrated(2.5, 0.4)}, 3)
    with pytest.raises(NotCalibrated, match="1 items cannot cover 2 strands"):
        calibrated_items(AUDIT, BANK, 1)


def test_pooling_weights_waves_by_information_and_grows_where_they_disagree() -> None:
    alike = pooled([ItemMean(2.0, 0.1, 90), ItemMean(2.1, 0.2, 30)])
    assert alike.mean == pytest.approx((2.0 * 100 + 2.1 * 25) / 125)
    assert alike.se == pytest.approx(125**-0.5)
    assert alike.waves == 2
    apart = pooled([ItemMean(1.5, 0.1, 90), ItemMean(2.5, 0.1, 90)])
    assert apart.se == pytest.approx(0.5)
    with pytest.raises(ValueError, match="above 0"):
        pooled([ItemMean(2.0, 0.0, 1)])
