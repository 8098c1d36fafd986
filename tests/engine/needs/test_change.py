"""Change between two waves: who was picked for being low rises by chance alone, and is not praised for it."""

from dataclasses import dataclass

import numpy as np
import pytest

from smeaton.engine.needs.answers import Answer
from smeaton.engine.needs.change import Change, Changes, changes
from smeaton.engine.needs.table import Table, tabulate

STRANDS, ITEMS, DEPARTMENTS = 6, 18, 15
ALL = frozenset(f"i{i:02d}" for i in range(ITEMS))


@dataclass
class Place:
    """True levels of departments in strands, from which waves are drawn; teachers differ by wave."""

    rng: np.random.Generator
    teachers: int = 8

    def __post_init__(self) -> None:
        self.beta = self.rng.normal(2.5, 0.3, ITEMS)
        whole = self.rng.normal(0, 0.25, (DEPARTMENTS, 1))
        self.theta = whole + self.rng.normal(0, 0.25, (DEPARTMENTS, STRANDS))

    def wave(self, delta: np.ndarray | float = 0.0, items: frozenset[str] = ALL) -> Table:
        """The answers of one wave, with everybody moved by `delta` (departments × strands)."""
        theta = self.theta + delta
        answers = []
        for d in range(DEPARTMENTS):
            for r in range(self.teachers):
                generous = self.rng.normal(0, 0.4)
                view = self.rng.normal(0, 0.25, STRANDS)
                for i in range(ITEMS):
                    s = i % STRANDS
                    exact = self.beta[i] + theta[d, s] + generous + view[s] + self.rng.normal(0, 0.6)
                    level = int(np.clip(np.rint(exact), 1, 4))
                    if f"i{i:02d}" in items:
                        answers.append(
                            Answer(f"d{d:02d}", f"d{d:02d}-{r}", "teacher", f"i{i:02d}", f"s{s}", level)
                        )
        return tabulate(answers)


def by_cell(found: Changes) -> dict[tuple[str, str], Change]:
    return {(cell.department, cell.strand): cell for cell in found.cells}


def test_needy_departments_seem_to_rise_though_nothing_has_changed() -> None:
    naive, against_chance, inside, flagged, cells = [], [], 0, 0, 0
    for seed in range(12):
        place = Place(np.random.default_rng(seed))
        found = changes(place.wave(), place.wave(), ALL)
        lowest = sorted(found.cells, key=lambda cell: cell.before)[: len(found.cells) // 6]
        naive += [cell.after - cell.before for cell in lowest]
        against_chance += [cell.after - cell.unchanged for cell in lowest]
        inside += sum(cell.chance_low <= cell.after <= cell.chance_high for cell in found.cells)
        flagged += sum(cell.beyond_chance for cell in found.cells)
        cells += len(found.cells)
    assert np.mean(naive) > 0.08
    assert abs(np.mean(against_chance)) < 0.35 * np.mean(naive)
    assert 0.86 < inside / cells < 0.94
    assert flagged / cells < 0.02


def test_a_change_that_is_there_is_found_and_its_size_is_right() -> None:
    place = Place(np.random.default_rng(5), teachers=12)
    delta = np.zeros((DEPARTMENTS, STRANDS))
    delta[3, 2] = 1.2
    found = by_cell(changes(place.wave(), place.wave(delta), ALL))
    flagged = {key for key, cell in found.items() if cell.beyond_chance}
    assert ("d03", "s2") in flagged
    assert len(flagged) <= 2
    cell = found["d03", "s2"]
    assert cell.change == pytest.approx(1.2, abs=2 * cell.se)
    assert cell.after > cell.chance_high


def test_what_moves_everywhere_is_the_places_change_and_no_departments_merit() -> None:
    place = Place(np.random.default_rng(8), teachers=12)
    delta = np.zeros((DEPARTMENTS, STRANDS))
    delta[:, 1] = 0.4
    found = changes(place.wave(), place.wave(delta), ALL)
    moved, se = found.place["s1"]
    assert moved == pytest.approx(0.4, abs=3 * se)
    others = [found.place[f"s{s}"] for s in range(STRANDS) if s != 1]
    assert all(abs(move) < 3.5 * error for move, error in others)
    assert np.mean([cell.change for cell in found.cells if cell.strand == "s1"]) == pytest.approx(
        moved, abs=0.1
    )


def test_only_items_that_both_waves_asked_are_compared() -> None:
    place = Place(np.random.default_rng(2))
    half = frozenset(f"i{i:02d}" for i in range(ITEMS // 2))
    found = changes(place.wave(), place.wave(items=half), ALL)
    assert found.items == len(half)
    nothing = changes(place.wave(), place.wave(), frozenset())
    assert nothing.cells == ()
    assert "no item in common" in nothing.warnings[0]


def test_four_departments_are_too_few_to_tell_a_change_from_chance() -> None:
    place = Place(np.random.default_rng(2))
    table = place.wave()
    few = tabulate(
        [Answer(f"d0{d}", f"d0{d}-{r}", "teacher", "i00", "s0", 2) for d in range(4) for r in range(3)]
    )
    found = changes(few, table, ALL)
    assert found.cells == ()
    assert "4 departments have answered in both waves" in found.warnings[0]


def test_a_measure_moved_by_a_level_moves_the_change_by_a_level() -> None:
    """Everybody half a level higher in the second wave: the place moved, what is beyond chance stays."""
    place = Place(np.random.default_rng(11))
    first, second = place.wave(), place.wave()
    ratings = second.ratings
    higher = type(ratings).of(second.owner, ratings.block, ratings.seen, ratings.value + 0.5, STRANDS)
    plain, moved = (
        changes(first, second, ALL),
        changes(first, type(second)(**{**vars(second), "ratings": higher}), ALL),
    )
    for key, cell in by_cell(moved).items():
        assert cell.change == pytest.approx(by_cell(plain)[key].change + 0.5, abs=1e-6)
