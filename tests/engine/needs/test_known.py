"""A calibrated form: teachers answer one item of each strand, leads all; the bank knows the other items."""

import numpy as np

from smeaton.engine.needs.answers import Answer
from smeaton.engine.needs.average import normal_cdf
from smeaton.engine.needs.known import Known
from smeaton.engine.needs.profile import Params, profile
from smeaton.engine.stats.nested import Array

STRANDS, ITEMS = 12, 40
CUTS = np.array([-1.2, 0.0, 1.2])
BLOCK = np.arange(ITEMS) % STRANDS


def place(rng: np.random.Generator, hard: Array, departments: int) -> tuple[list[Answer], Array]:
    """A place's answers to every item, leads first in each department, and its true levels (D × S)."""
    people = rng.integers(9, 22, departments)
    owner = np.repeat(np.arange(departments), people)
    first = np.append(True, owner[1:] != owner[:-1])
    theta = rng.normal(0, 0.25, (departments, 1)) + rng.normal(0, 0.46, (departments, STRANDS))
    person = rng.normal(0, 0.5, len(owner))
    person -= person.mean()
    view = rng.normal(0, 0.75, (len(owner), STRANDS))
    exact = (theta[owner] + view)[:, BLOCK] + person[:, None] - hard + rng.normal(0, 1, (len(owner), ITEMS))
    level = 1 + (exact[:, :, None] > CUTS).sum(axis=2)
    at = (theta[:, BLOCK] - hard)[:, :, None] - CUTS
    one_hot = np.eye(STRANDS)[BLOCK]
    true = (1 + normal_cdf(at / np.sqrt(1 + 0.75**2)).sum(axis=2)) @ one_hot / one_hot.sum(axis=0)
    answers = [
        Answer(
            f"d{d:02d}",
            f"r{r:04d}",
            "lead" if first[r] else "teacher",
            f"i{i:02d}",
            f"s{BLOCK[i]:02d}",
            int(level[r, i]),
        )
        for r, d in enumerate(owner)
        for i in range(ITEMS)
    ]
    return answers, true


def errors(answers: list[Answer], true: Array, known: dict[str, Known]) -> tuple[Array, float]:
    """Estimates less truth (D × S), and how many of ten intervals hold, as a share."""
    cells = profile(answers, Params(draws=50, known=known), np.random.default_rng(1)).cells
    off, held = np.full(true.shape, np.nan), []
    for cell in cells:
        at = int(cell.department[1:]), int(cell.strand[1:])
        off[at] = cell.estimate - true[at]
        held.append(cell.lower <= true[at] <= cell.upper)
    return off, float(np.mean(held))


def rmse(of: Array) -> float:
    return float(np.sqrt((of**2).mean()))


def replicates(count: int, leads: bool) -> dict[str, tuple[Array, float]]:
    """Errors of the full form, of the short one with what another place taught, and of it alone."""
    found: dict[str, list[tuple[Array, float]]] = {"full": [], "known": [], "alone": []}
    for seed in range(count):
        rng = np.random.default_rng([seed, 15])
        hard = rng.normal(0, 0.85, ITEMS)
        taught = profile(place(rng, hard, 40)[0], Params(draws=1), rng).items
        bank = {i: Known(f"s{BLOCK[int(i[1:])]:02d}", m.mean, m.se) for i, m in taught.items()}
        form = {
            min((i for i in bank if bank[i].strand == f"s{s:02d}"), key=lambda i: abs(bank[i].mean - 2.5))
            for s in range(STRANDS)
        }
        answers, true = place(rng, hard, 19)
        short = [a for a in answers if a.item in form or (leads and a.role == "lead")]
        found["full"].append(errors(answers, true, {}))
        found["known"].append(errors(short, true, bank))
        found["alone"].append(errors(short, true, {}))
    return {
        name: (np.array([o for o, _ in all_]), float(np.mean([h for _, h in all_])))
        for name, all_ in found.items()
    }


def test_known_items_keep_a_short_form_unbiased_and_near_the_full_one() -> None:
    found = replicates(3, leads=False)
    error = {name: rmse(off) for name, (off, _) in found.items()}
    shift = {name: rmse(off.mean(axis=1)) for name, (off, _) in found.items()}
    assert error["known"] < 1.35 * error["full"] < 1.6 * error["full"] < error["alone"]
    assert shift["known"] < 0.1 < 0.2 < shift["alone"]
    assert found["known"][1] > 0.87
    assert found["alone"][1] < 0.8


def test_leads_alone_say_less_of_the_items_that_teachers_are_not_asked() -> None:
    found = replicates(3, leads=True)
    shift = {name: rmse(off.mean(axis=1)) for name, (off, _) in found.items()}
    assert shift["known"] < 0.8 * shift["alone"]


def test_a_bank_of_places_that_stand_higher_moves_no_estimate() -> None:
    rng = np.random.default_rng(3)
    answers, true = place(rng, rng.normal(0, 0.85, ITEMS), 8)
    short = [a for a in answers if int(a.item[1:]) < 24]
    bank = {f"i{i:02d}": Known(f"s{BLOCK[i]:02d}", 2.0 + i / 50, 0.1) for i in range(36)}
    higher = {item: Known(k.strand, k.mean + 0.7, k.se) for item, k in bank.items()}
    assert np.allclose(errors(short, true, bank)[0], errors(short, true, higher)[0])
