"""Generosity as described colleagues show it: taken off the answers, and what stays unknown added to errors.

For the rating of vignette k by respondent r in department d:

    z = vignette mean + culture of d + generosity of r + residual

with normal effects, fitted by maximum likelihood: the model of `stats.nested` with one block. Vignette means
are fixed, so that a missing rating biases nobody. What is taken off somebody's answers is the conditional
mean of culture + generosity, given all ratings. For somebody without colleagues that is rel × (mean rating −
what these vignettes usually get), rel = s²/(s² + e²/k); colleagues add what they say about the culture.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from smeaton.engine.needs.answers import VIGNETTE, Answer
from smeaton.engine.needs.fit import NO_CHANCE
from smeaton.engine.needs.result import Anchor
from smeaton.engine.needs.table import Table
from smeaton.engine.stats.maximise import maximise
from smeaton.engine.stats.nested import Array, Index, Ratings

FEWEST_VIGNETTES = 2
"""With one vignette, generosity cannot be told from chance."""
FEWEST_DEPARTMENTS = 3
FEWEST_RATERS = 3
"""Raters below which a department is not compared with others, unless all of its respondents are that few."""
SHARE_OF_RATERS = 0.5
SHARE_OF_DEPARTMENTS = 0.8
LEAST_RELIABLE = 0.5
"""Reliability of one person's generosity below which vignettes do not allow comparing departments."""
CARRY_DOUBT = 0.25
"""Standard deviation of what we expect of `carry` beforehand, around 1: a stated assumption."""
MOST_CARRY = 1.5
_START = (0.1, 0.0, 0.4, 0.0, 0.5)
_ONE_BLOCK = (True, False, True, False, True)


@dataclass(frozen=True)
class Calibration:
    """What vignettes say about respondents' generosity, in levels.

    `generosity` (R) is that of each respondent of the table in rating vignettes, `carry` how much of it is
    found in answers, both together what is taken off. `shared` (D) is the variance of what stays unknown of
    the culture of each department in answers, the same in all of its strands.
    """

    generosity: Array
    carry: float
    shared: Array
    vignettes: int
    raters: int
    reliability: float | None
    variance: Mapping[str, float]
    """Of `culture`, `person` and `residual` in the ratings; empty where they are not used."""
    anchored: Anchor
    not_anchored: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def calibrate(answers: Iterable[Answer], table: Table) -> Calibration:
    """Learn how generous the respondents of a table are from their ratings of vignettes.

    Without enough ratings nothing is taken off. Raises ValueError where somebody rates a vignette twice or
    in another department than their own.
    """
    ratings, strangers = _ratings(answers, table)
    notes = []
    if strangers:
        notes.append(
            f"{strangers} {'people rate' if strangers > 1 else 'person rates'} vignettes without a single "
            "answer: are their codes the same as in their other rows? Their ratings are left out."
        )
    seen = ratings > 0
    rated = np.flatnonzero(seen.any(axis=1))
    used = np.flatnonzero(seen.any(axis=0))
    enough = len(used) >= FEWEST_VIGNETTES and (seen.sum(axis=1) > 1).sum() > FEWEST_RATERS
    variances = None
    if enough and len(np.unique(table.owner[rated])) >= FEWEST_DEPARTMENTS:
        variances = _components(ratings[np.ix_(rated, used)], table.owner[rated])
    if variances is None:
        if len(rated):
            notes.append("Too few people rated vignettes to tell how generous anybody is: they are not used.")
        return Calibration(
            generosity=np.zeros(len(table.respondents)),
            carry=1.0,
            shared=np.zeros(len(table.departments)),
            vignettes=len(used),
            raters=len(rated),
            reliability=None,
            variance={},
            anchored="no",
            not_anchored=(),
            warnings=tuple(notes),
        )
    found, means = variances
    culture, personal, residual = float(found[0]), float(found[2]), float(found[4])
    count = seen[:, used].sum(axis=1)
    residuals = np.where(seen[:, used], ratings[:, used] - means, 0.0).sum(axis=1)
    return _calibration(table, count, residuals / np.maximum(count, 1), (culture, personal, residual), notes)


def _ratings(answers: Iterable[Answer], table: Table) -> tuple[Array, int]:
    """Ratings (R × vignettes), 0 where there is none; how many raters the table does not have."""
    rows = {respondent: i for i, respondent in enumerate(table.respondents)}
    given = [answer for answer in answers if answer.role == VIGNETTE and answer.level is not None]
    columns = {name: i for i, name in enumerate(sorted({answer.item for answer in given}))}
    ratings, strangers = np.zeros((len(rows), len(columns))), set()
    for answer in given:
        row = rows.get(answer.respondent)
        if row is None:
            strangers.add(answer.respondent)
            continue
        home = table.departments[table.owner[row]]
        if home != answer.department:
            raise ValueError(
                f"the respondent {answer.respondent} belongs to both {home} and {answer.department}"
            )
        column = columns[answer.item]
        if ratings[row, column]:
            raise ValueError(f"the respondent {answer.respondent} rates the vignette {answer.item} twice")
        ratings[row, column] = float(answer.level or 0)
    return ratings, len(strangers)


def _components(ratings: Array, owner: Index) -> tuple[Array, Array] | None:
    """Variances (5, of which two are 0) and vignette means; None where the ratings hold no chance."""
    seen = (ratings > 0).astype(float)
    group = np.unique(owner, return_inverse=True)[1].astype(np.intp)
    data = Ratings.of(group, np.zeros(ratings.shape[1], dtype=np.intp), seen, ratings, 1)
    means = ratings.sum(axis=0) / seen.sum(axis=0)
    spread = float((seen * (ratings - means) ** 2).sum()) / data.count
    if spread < 1e-9 or data.count <= len(ratings) + ratings.shape[1]:
        return None
    found = maximise(data, spread * np.array(_START), _ONE_BLOCK)
    if found.variances[4] < NO_CHANCE * spread:
        return None
    return found.variances, found.evaluation.beta


def _calibration(
    table: Table, count: Array, mean: Array, variances: tuple[float, float, float], notes: list[str]
) -> Calibration:
    """Conditional means and what stays unknown, given the variances of culture, person and residual."""
    culture, personal, residual = variances
    rater = count > 0
    error = residual / np.maximum(count, 1)
    own = np.where(rater, personal / np.maximum(personal + error, 1e-300), 0.0)
    precision = np.where(rater, 1.0 / (personal + error), 0.0)
    starts = table.ratings.starts[:-1]
    total, pulled = np.add.reduceat(precision, starts), np.add.reduceat(precision * mean, starts)
    unknown = culture / (1.0 + culture * total)
    shared_mean = (unknown * pulled)[table.owner]
    people = np.bincount(table.owner)
    raters = np.bincount(table.owner, weights=rater)
    few = raters < np.maximum(SHARE_OF_RATERS * people, np.minimum(FEWEST_RATERS, people))
    most = int(count.max())
    reliability = (culture + personal) / (culture + personal + float(error[rater].mean()))
    anchored = reliability >= LEAST_RELIABLE and few.mean() <= 1 - SHARE_OF_DEPARTMENTS
    if rater.sum() < len(rater):
        notes.append(
            f"{int(len(rater) - rater.sum())} of {len(rater)} respondents rated no vignette. Of their "
            "generosity only what their colleagues' ratings say of the department is taken off."
        )
    generosity = np.where(rater, shared_mean + own * (mean - shared_mean), shared_mean)
    carry = _carry(table, generosity)
    return Calibration(
        generosity=generosity,
        carry=carry,
        shared=carry**2 * (np.add.reduceat(1.0 - own, starts) / people) ** 2 * unknown,
        vignettes=most,
        raters=int(rater.sum()),
        reliability=reliability,
        variance={"culture": culture, "person": personal, "residual": residual},
        anchored="vignettes" if anchored else "no",
        not_anchored=tuple(table.departments[d] for d in np.flatnonzero(few)),
        warnings=tuple(notes),
    )


def _carry(table: Table, generosity: Array) -> float:
    """How much answers move with the generosity seen in vignettes, from colleagues of the same department.

    The slope of mean answers, beyond the items' means, on generosity; inside departments, so that competence
    plays no part. It is weighed against the expectation of 1 by its precision: a few people cannot move it.
    """
    data = table.ratings
    means = data.value.sum(axis=0) / data.seen.sum(axis=0)
    said = (data.seen * (data.value - means)).sum(axis=1) / data.seen.sum(axis=1)
    people = np.diff(data.starts)
    x, y = (
        each - (np.add.reduceat(each, data.starts[:-1]) / people)[table.owner] for each in (generosity, said)
    )
    squares, freedom = float(x @ x), len(x) - len(people) - 1
    if squares <= 0 or freedom < 1:
        return 1.0
    slope = float(x @ y) / squares
    error = float(((y - slope * x) ** 2).sum()) / freedom / squares
    return min(max((CARRY_DOUBT**2 * slope + error) / (CARRY_DOUBT**2 + error), 0.0), MOST_CARRY)


def corrected(table: Table, calibration: Calibration) -> Table:
    """The table with everybody's generosity taken off their answers."""
    if not calibration.generosity.any():
        return table
    data = table.ratings
    value = data.value - data.seen * (calibration.carry * calibration.generosity)[:, None]
    blocks = len(table.strands)
    return replace(table, ratings=Ratings.of(table.owner, data.block, data.seen, value, blocks))
