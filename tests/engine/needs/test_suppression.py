"""What is withheld: nothing of fewer than five teachers can be read or worked out by subtraction."""

import itertools
import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smeaton.engine.needs.result import Cell
from smeaton.engine.needs.suppression import (
    FEWEST,
    Key,
    coarsened,
    feasible,
    may_refresh,
    to_withhold,
    too_few,
)

TABLES = st.integers(2, 4).flatmap(
    lambda rows: st.integers(2, 4).flatmap(
        lambda columns: st.lists(st.integers(0, 12), min_size=rows * columns, max_size=rows * columns).map(
            lambda numbers: {
                (f"r{i // columns}", f"c{i % columns}"): number for i, number in enumerate(numbers)
            }
        )
    )
)
CELL = Cell("d", "s", 2.37, 0.21, 2.01, 2.73, 0.6, 0.43, 12, 4)


def alternatives(
    table: dict[Key, int], hidden: frozenset[Key], row: bool, column: bool
) -> dict[Key, set[int]]:
    """By brute force: every value a hidden cell takes in some whole-numbered table with the same totals."""
    keys = sorted(hidden)
    top = max(sum(table[key] for key in keys), 1)
    found: dict[Key, set[int]] = {key: set() for key in keys}
    lines = [(axis, name) for axis in (0, 1) if (row, column)[axis] for name in {key[axis] for key in keys}]
    for values in itertools.product(range(top + 1), repeat=len(keys)):
        trial = dict(zip(keys, values, strict=True))
        if all(
            sum(trial[k] for k in keys if k[axis] == name) == sum(table[k] for k in keys if k[axis] == name)
            for axis, name in lines
        ):
            for key in keys:
                found[key].add(trial[key])
    return found


def test_one_to_four_teachers_are_too_few() -> None:
    assert [n for n in range(8) if too_few(n)] == [1, 2, 3, 4]


def test_one_withheld_cell_beside_its_total_takes_another_with_it() -> None:
    people = {("a", "teacher"): 3, ("a", "lead"): 1, ("b", "teacher"): 9, ("b", "lead"): 1}
    small = [("a", "teacher")]
    alone = feasible(people, small, row_totals=True, column_totals=False)
    assert alone["a", "teacher"] == (3.0, 3.0)  # the attack that must fail, while nothing else is withheld
    withheld = to_withhold(people, row_totals=True, column_totals=False, small=small)
    assert withheld == {("a", "teacher"), ("a", "lead")}
    low, high = feasible(people, withheld, row_totals=True, column_totals=False)["a", "teacher"]
    assert (low, high) == (0.0, 4.0)


def test_a_total_that_gives_away_its_only_part_is_not_shown() -> None:
    with pytest.raises(ValueError, match="do not show it"):
        to_withhold({("a", "teacher"): 3}, row_totals=True, column_totals=False)


def test_without_totals_only_the_small_cells_are_withheld() -> None:
    people = {("a", "x"): 3, ("a", "y"): 8, ("b", "x"): 0, ("b", "y"): 5}
    withheld = to_withhold(people, row_totals=False, column_totals=False)
    assert withheld == {("a", "x")}
    assert feasible(people, withheld, row_totals=False, column_totals=False) == {("a", "x"): (0.0, math.inf)}


@settings(max_examples=25, deadline=None)
@given(TABLES, st.sampled_from([(True, False), (False, True), (True, True)]))
def test_no_withheld_cell_can_be_worked_out_from_totals(
    table: dict[Key, int], totals: tuple[bool, bool]
) -> None:
    row, column = totals
    try:
        withheld = to_withhold(table, row_totals=row, column_totals=column)
    except ValueError:
        return
    assert {key for key, n in table.items() if too_few(n)} <= withheld
    for low, high in feasible(table, withheld, row_totals=row, column_totals=column).values():
        assert high - low >= 1.0


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.integers(0, 3), min_size=4, max_size=4),
    st.sampled_from([(True, False), (True, True)]),
)
def test_what_a_reader_can_work_out_agrees_with_trying_every_table(
    numbers: list[int], totals: tuple[bool, bool]
) -> None:
    table = dict(zip([("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")], numbers, strict=True))
    row, column = totals
    hidden = frozenset(table)
    tried = alternatives(table, hidden, row, column)
    for key, (low, high) in feasible(table, hidden, row_totals=row, column_totals=column).items():
        assert (min(tried[key]), max(tried[key])) == (pytest.approx(low), pytest.approx(high))


def test_a_breakdown_changes_only_with_five_more_colleagues() -> None:
    assert not may_refresh(4, None)
    assert may_refresh(5, None)
    assert may_refresh(5, 4)
    assert not may_refresh(6, 5)
    assert not may_refresh(9, 5)
    assert may_refresh(10, 5)


def test_estimates_of_few_teachers_come_in_quarters_and_say_they_are_less_sure() -> None:
    few = coarsened(CELL, 3)
    assert (few.estimate, few.lower, few.upper) == (2.25, 1.75, 2.75)
    fewest = coarsened(CELL, 2)
    assert (fewest.estimate, fewest.lower, fewest.upper) == (2.5, 1.5, 3.5)
    assert few.p_weakest3 == 0.45
    assert few.se > CELL.se
    enough = coarsened(CELL, FEWEST)
    assert coarsened(CELL, 0) == enough
    assert (enough.estimate, enough.se, enough.p_weakest3) == (2.4, CELL.se, CELL.p_weakest3)
    assert (enough.lower, enough.upper) == (pytest.approx(2.04), pytest.approx(2.76))


@given(st.floats(1, 4), st.floats(0.01, 0.6), st.floats(0, 1))
def test_a_coarse_interval_still_holds_its_estimate_on_the_levels(
    estimate: float, se: float, p: float
) -> None:
    cell = replace(
        CELL,
        estimate=estimate,
        se=se,
        lower=max(estimate - se, 1.0),
        upper=min(estimate + se, 4.0),
        p_weakest3=p,
    )
    few = coarsened(cell, 2)
    assert 1 <= few.lower <= few.estimate <= few.upper <= 4
    assert few.lower <= cell.lower
    assert cell.upper <= few.upper
    assert 0 <= few.p_weakest3 <= 1
