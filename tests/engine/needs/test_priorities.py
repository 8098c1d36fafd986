"""The proposed order of priorities: by hand, against a plain count of draws, and what must always hold."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smeaton.engine.needs.priorities import BY_HALVES_SE, Candidate, Proposal, propose

LEVELS = st.floats(1, 4, allow_nan=False)


@st.composite
def departments(draw: st.DrawFn) -> list[Candidate]:
    """Three to eight strands, whatever their levels, weights and answers."""
    return [
        Candidate(
            f"s{i}",
            draw(LEVELS),
            draw(st.floats(0, 0.6)),
            leverage=draw(st.sampled_from([0.25, 0.5, 1.0, 1.25, 2.0])),
            ready=draw(st.sampled_from([None, "yes", "with_help", "not_yet"])),
        )
        for i in range(draw(st.integers(3, 8)))
    ]


def proposed(candidates: list[Candidate], **more: object) -> Proposal:
    return propose(candidates, np.random.default_rng(3), draws=400, **more)  # type: ignore[arg-type]


def test_need_leverage_and_readiness_are_multiplied_as_one_does_by_hand() -> None:
    found = proposed(
        [
            Candidate("recall", 1.6, 0, leverage=1.5, ready="with_help"),
            Candidate("language", 1.9, 0, ready="yes"),
            Candidate("feedback", 1.3, 0, ready="not_yet"),
            Candidate("models", 2.5, 0),
        ]
    )
    assert [(p.strand, p.rank) for p in found.order] == [
        ("recall", 1),
        ("language", 2),
        ("models", 3),
        ("feedback", 4),
    ]
    # (4 − 1.6) / 3 × 1.5 × 0.8; (4 − 1.9) / 3; (4 − 2.5) / 3, not asked; (4 − 1.3) / 3 × 0.5
    assert [p.score for p in found.order] == pytest.approx([0.96, 0.7, 0.5, 0.45])
    assert [p.readiness for p in found.order] == [0.8, 1.0, 1.0, 0.5]
    assert found["models"].ready is None
    assert [p.p_top for p in found.order] == [1, 1, 1, 0]
    assert [p.band for p in found.order][2:] == ["clearly a priority", "unlikely"]
    assert all(p.level_with == () for p in found.order)


def test_two_strands_alike_cannot_be_told_apart_and_share_their_chance() -> None:
    found = propose(
        [
            Candidate("a", 1.2, 0.05),
            Candidate("b", 1.4, 0.05),
            Candidate("c", 2, 0.2),
            Candidate("d", 2, 0.2),
        ],
        np.random.default_rng(1),
        draws=20_000,
    )
    assert found["c"].level_with == ("d",)
    assert found["d"].level_with == ("c",)
    assert found["a"].level_with == ()
    assert found["c"].p_top == pytest.approx(0.5, abs=0.015)
    assert found["c"].band == "possibly"


def test_the_chance_of_the_first_three_is_a_plain_count_of_normal_draws() -> None:
    rng = np.random.default_rng(11)
    levels, errors, weights = rng.uniform(1.3, 3.4, 6), rng.uniform(0.1, 0.5, 6), rng.uniform(0.5, 2, 6)
    found = propose(
        [
            Candidate(f"s{i}", float(m), float(e), leverage=float(w))
            for i, (m, e, w) in enumerate(zip(levels, errors, weights, strict=True))
        ],
        np.random.default_rng(5),
        draws=40_000,
    )
    tally = np.zeros(6)
    for _ in range(20_000):
        values = [
            (4 - min(max(rng.normal(m, e), 1), 4)) / 3 * w
            for m, e, w in zip(levels, errors, weights, strict=True)
        ]
        tally[np.argsort(values)[-3:]] += 1
    for i in range(6):
        assert found[f"s{i}"].p_top == pytest.approx(tally[i] / 20_000, abs=0.015)


def test_errors_that_go_together_make_an_order_firmer() -> None:
    pair = [Candidate("a", 2.0, 0.3), Candidate("b", 2.3, 0.3)]
    together = np.array([[0.09, 0.088], [0.088, 0.09]])
    assert proposed(pair)["a"].level_with == ("b",)
    assert proposed(pair, covariance=together)["a"].level_with == ()
    apart = proposed(pair, covariance=np.diag([0.09, 0.09]))
    assert apart["a"].level_with == ("b",)


@settings(deadline=None, max_examples=60)
@given(departments(), st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_makes_no_difference(strands: list[Candidate], random: object) -> None:
    shuffled = list(strands)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert proposed(shuffled) == proposed(strands)


@settings(deadline=None, max_examples=60)
@given(departments(), st.sampled_from([0.25, 0.5, 2.0, 4.0]))
def test_weighing_everything_the_same_changes_nothing_but_the_scores(
    strands: list[Candidate], factor: float
) -> None:
    scaled = proposed([replace(each, leverage=each.leverage * factor) for each in strands])
    for before, after in zip(proposed(strands).order, scaled.order, strict=True):
        assert replace(after, leverage=before.leverage, score=before.score) == before
        assert after.score == before.score * factor


@settings(deadline=None, max_examples=60)
@given(departments(), st.floats(0.01, 3))
def test_more_need_never_lowers_a_strand(strands: list[Candidate], deeper: float) -> None:
    worse = [replace(strands[0], level=max(1.0, strands[0].level - deeper)), *strands[1:]]
    before, after = proposed(strands)["s0"], proposed(worse)["s0"]
    assert after.rank <= before.rank
    assert after.p_top >= before.p_top


@settings(deadline=None, max_examples=60)
@given(departments())
def test_three_places_are_shared_out_and_scores_fall(strands: list[Candidate]) -> None:
    order = proposed(strands).order
    assert sum(p.p_top for p in order) == pytest.approx(3)
    assert all(a.score >= b.score for a, b in itertools.pairwise(order))
    assert [p.rank for p in order] == list(range(1, len(strands) + 1))
    assert {(p.strand, q) for p in order for q in p.level_with} == {
        (q, p.strand) for p in order for q in p.level_with
    }


def certain(*levels: float) -> Proposal:
    return proposed([Candidate(f"s{i}", level, 0) for i, level in enumerate(levels)])


def test_only_what_the_order_would_not_have_taken_is_an_override() -> None:
    order = certain(1.1, 1.3, 1.5, 1.7, 1.9, 2.1)
    assert order.overrides({"s0", "s1", "s2"}) == {}
    assert order.overrides({"s2", "s1", "s0", "s3", "s4"}) == {}
    assert order.overrides({"s0", "s1", "s3"}) == {"s3": ("s2",)}
    assert order.overrides({"s1", "s2", "s3"}) == {"s3": ("s0",)}
    assert order.overrides({"s0", "s4", "s5"}) == {"s4": ("s1", "s2"), "s5": ("s1", "s2")}


def test_what_cannot_be_told_apart_needs_no_reason_among_the_first_five() -> None:
    alike = proposed([Candidate(f"s{i}", 2.0, 0.3) for i in range(6)])
    assert alike.overrides({"s1", "s3", "s4"}) == {}
    assert set(alike.overrides({"s0", "s1", "s5"})) == {"s5"}


def test_impossible_candidates_are_refused() -> None:
    for wrong in (Candidate("a", 0.5, 0), Candidate("a", 2, -1), Candidate("a", 2, 0, leverage=0)):
        with pytest.raises(ValueError, match="level"):
            proposed([wrong])
    with pytest.raises(ValueError, match="twice"):
        proposed([Candidate("a", 2, 0), Candidate("a", 3, 0)])
    assert proposed([]).order == ()
    assert pytest.approx(0.1443, abs=1e-4) == BY_HALVES_SE
