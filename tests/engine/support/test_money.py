"""Spend by kind adds up to the plan's cost; budget lines pay as much of it as any assignment could."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smeaton.engine.support import Problem, evaluate, plan
from smeaton.engine.support.money import KINDS, Line, assign, in_pence, spend_of
from tests.factories.planning import place

_LINES = st.lists(
    st.tuples(st.integers(0, 60), st.frozensets(st.sampled_from(KINDS), max_size=4)), max_size=5
).map(lambda rows: [Line(f"line-{n}", pence, allowed) for n, (pence, allowed) in enumerate(rows)])
_SPEND = st.fixed_dictionaries({kind: st.integers(0, 50) for kind in KINDS})


def least_short(spend: dict[str, int], lines: list[Line]) -> int:
    """What must stay unpaid, by trying every set of kinds (Hall's condition)."""
    most = 0
    for count in range(len(KINDS) + 1):
        for some in itertools.combinations(KINDS, count):
            open_to = sum(line.pence for line in lines if line.allowed & set(some))
            most = max(most, sum(spend[kind] for kind in some) - open_to)
    return most


@settings(max_examples=150, deadline=None)
@given(_SPEND, _LINES)
def test_nobody_could_pay_more(spend: dict[str, int], lines: list[Line]) -> None:
    found = assign(spend, lines)
    allowed = {line.id: line.allowed for line in lines}
    assert all(kind in allowed[line] and pence > 0 for (kind, line), pence in found.paid.items())
    for line in lines:
        used = sum(pence for (_, at), pence in found.paid.items() if at == line.id)
        assert used + found.left[line.id] == line.pence
        assert found.left[line.id] >= 0
    assert sum(found.paid.values()) + found.short == sum(spend.values())
    assert found.short == least_short(spend, lines)


@settings(max_examples=150, deadline=None)
@given(_SPEND, _LINES)
def test_what_is_said_to_help_helps(spend: dict[str, int], lines: list[Line]) -> None:
    found = assign(spend, lines)
    for shortage in found.shortages:
        by_id = {line.id: line for line in lines}
        assert not any(found.left[line] for line in shortage.lines)
        assert all(
            line.id in shortage.lines for line in lines if line.pence and line.allowed & set(shortage.kinds)
        )
        for line_id, pence in shortage.allow:
            freer = Line(line_id, by_id[line_id].pence, by_id[line_id].allowed | set(shortage.short))
            again = assign(spend, [freer if line.id == line_id else line for line in lines])
            assert again.short == found.short - pence


def test_free_money_is_left_where_a_narrow_line_can_pay() -> None:
    narrow, free = Line("narrow", 500, frozenset({"cover"})), Line("free", 500, frozenset(KINDS))
    assert assign({"cover": 400}, [free, narrow]).paid == {("cover", "narrow"): 400}


def test_money_moves_over_to_make_room() -> None:
    """Three kinds compete for two lines, and all of the money is used."""
    lines = [
        Line("a", 100, frozenset({"cover", "travel"})),
        Line("b", 100, frozenset({"travel", "mentoring"})),
    ]
    found = assign({"cover": 80, "travel": 60, "mentoring": 90}, lines)
    assert found.short == 30
    (shortage,) = found.shortages
    assert set(shortage.kinds) == {"cover", "travel", "mentoring"}
    assert shortage.allow == ()


@pytest.mark.parametrize(
    ("spend", "lines"),
    [
        ({"cover": -1}, []),
        ({"cover": 1}, [Line("a", -5, frozenset({"cover"}))]),
        ({"cover": 1}, [Line("a", 5, frozenset()), Line("a", 5, frozenset())]),
    ],
)
def test_nonsense_is_refused(spend: dict[str, int], lines: list[Line]) -> None:
    with pytest.raises(ValueError, match="budget line"):
        assign(spend, lines)


@pytest.mark.parametrize("seed", [1, 2])
def test_spend_by_kind_is_the_cost(seed: int) -> None:
    problem = Problem.from_dict(place(seed, departments=6))
    found = plan(problem, seconds=0.6, seed=1)
    spend = spend_of(problem, found)
    assert set(spend) == set(KINDS)
    assert all(pounds > 0 for pounds in spend.values())
    cost = evaluate(problem, found).cost
    assert sum(spend.values()) == pytest.approx(cost)
    pence = in_pence(spend)
    assert sum(pence.values()) <= 100 * cost + 0.01
    assert all(abs(pence[kind] - 100 * spend[kind]) <= 1.001 for kind in KINDS)


@given(st.fixed_dictionaries({kind: st.floats(0, 1e6) for kind in KINDS}))
def test_pence_add_up_to_the_pence_of_the_total(spend: dict[str, float]) -> None:
    pence = in_pence(spend)
    assert abs(sum(pence.values()) - 100 * sum(spend.values())) < 1.01
    assert all(abs(pence[kind] - 100 * pounds) < 1.01 for kind, pounds in spend.items())
