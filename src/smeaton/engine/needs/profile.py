"""The engine's verb: answers → a profile of need with its uncertainty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from smeaton.engine.needs.answers import VIGNETTE, Answer
from smeaton.engine.needs.average import at_average_leniency
from smeaton.engine.needs.design import ItemMean
from smeaton.engine.needs.disagreement import Views, source_views
from smeaton.engine.needs.fit import Fit, fit, reliability, reliability_within, standard_errors
from smeaton.engine.needs.known import Known
from smeaton.engine.needs.result import Cell, Diagnostics, Profile, RoleSummary
from smeaton.engine.needs.table import Table, summaries, tabulate
from smeaton.engine.needs.vignette import Calibration, calibrate, corrected
from smeaton.engine.stats.nested import Array

LOWEST, HIGHEST = 1.0, 4.0
WEAKEST = 3


@dataclass(frozen=True)
class Params:
    """How to analyse: `draws` for the probability of being among the weakest; `strands` gives their order.

    `known` is what earlier audits say of items, for a wave whose form leaves out some on the strength of it.
    """

    draws: int = 1000
    strands: tuple[str, ...] = ()
    known: Mapping[str, Known] = field(default_factory=dict)


def profile(answers: Sequence[Answer], params: Params, rng: np.random.Generator) -> Profile:
    """Analyse an audit: the mixed model of docs/explanation/how-needs-are-estimated.md.

    Don't know and not applicable are counted, never scored. Raises `NothingToAnalyse` (table.py) where no
    answer chooses a level, ValueError where answers contradict one another. The same answers in any order,
    with an equally seeded `rng`, give the same profile.
    """
    plain = tabulate(answers, params.strands)
    calibration = calibrate(answers, plain)
    table = corrected(plain, calibration)
    fitted = fit(table, calibration.shared, known=params.known)
    levels = _levels(plain, fitted, calibration)
    errors = standard_errors(levels.covariance)
    # Every department is compared with the same draws, so that none depends on who else took part.
    normal = rng.standard_normal((params.draws, len(table.strands)))
    said = summaries(answers)
    views = source_views(table, fitted.evaluation.beta, fitted.used)
    cells: list[Cell] = []
    for d in range(len(table.departments)):
        weakest = _weakest(levels, table, d, normal)
        cells += _cells(table, levels, d, errors[d], weakest, said, views)
    left_out = len({a.department for a in answers}) - len(table.departments)
    warnings = [*fitted.warnings, *calibration.warnings]
    if left_out:
        warnings.append(
            f"{left_out} department{'s' * (left_out > 1)} chose no level at all and has no profile."
        )
    about = _diagnostics(table, fitted, calibration, answers)
    return Profile(fitted.variance, tuple(cells), tuple(warnings), about, _item_means(table, fitted))


def _item_means(table: Table, fitted: Fit) -> dict[str, ItemMean]:
    found = fitted.evaluation
    errors = np.sqrt(np.maximum(np.diag(np.linalg.inv(found.information)), 0.0))
    answers = table.ratings.seen.sum(axis=0)
    return {
        item: ItemMean(float(found.beta[i]), float(errors[i]), int(answers[i]))
        for i, item in enumerate(table.items)
    }


@dataclass(frozen=True)
class _Levels:
    """Levels at average leniency (D × S) with covariances (D × S × S), beside the fit they come from."""

    fitted: Fit
    estimates: Array
    covariance: Array


def _levels(plain: Table, fitted: Fit, calibration: Calibration) -> _Levels:
    if fitted.used is None:
        return _Levels(fitted, fitted.estimates, fitted.covariance)
    leniency = fitted.used.respondent + calibration.carry**2 * float(calibration.generosity.var())
    found, moves = at_average_leniency(
        plain.ratings,
        fitted.used,
        leniency,
        fitted.estimates,
        fitted.effects,
        anchored=calibration.anchored != "no",
    )
    return _Levels(fitted, found, moves @ fitted.covariance @ moves.transpose(0, 2, 1))


def _weakest(levels: _Levels, table: Table, d: int, normal: Array) -> Array:
    """P(among the three weakest) for the strands of one department (S); strands it cannot have are 0."""
    known = _known(levels.fitted, table, d)
    probability = np.zeros(len(table.strands))
    if known.sum() <= WEAKEST:
        probability[known] = 1.0
        return probability
    spread = levels.covariance[d][np.ix_(known, known)]
    values, vectors = np.linalg.eigh(spread)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    draws = levels.estimates[d][known] + normal[:, : int(known.sum())] @ root.T
    lowest = np.argpartition(draws, WEAKEST - 1, axis=1)[:, :WEAKEST]
    probability[known] = np.bincount(lowest.ravel(), minlength=draws.shape[1]) / len(draws)
    return probability


def _known(fitted: Fit, table: Table, d: int) -> np.ndarray:
    """Strands of which something can be said in a department: all when pooled, else those answered there."""
    first, last = table.ratings.starts[d], table.ratings.starts[d + 1]
    answered = table.ratings.cells[first:last].sum(axis=0) > 0
    return np.ones_like(answered) if fitted.pooled else answered


def _cells(
    table: Table,
    levels: _Levels,
    d: int,
    errors: Array,
    weakest: Array,
    said: Mapping[tuple[str, str], Mapping[str, RoleSummary]],
    views: Views,
) -> list[Cell]:
    first, last = table.ratings.starts[d], table.ratings.starts[d + 1]
    own, fitted = table.ratings.cells[first:last], levels.fitted
    plain = standard_errors(fitted.covariance[d : d + 1])[0]
    within = reliability_within(fitted.covariance[d], fitted.used)
    cells = []
    for s in np.flatnonzero(_known(fitted, table, d)):
        key = (table.departments[d], table.strands[s])
        estimate = min(max(float(levels.estimates[d, s]), LOWEST), HIGHEST)
        se = float(errors[s])
        answers, people = int(own[:, s].sum()), int((own[:, s] > 0).sum())
        sources = views.get(key, ())
        lead = next((view for view in sources if view.source == "lead"), None)
        cells.append(
            Cell(
                department=key[0],
                strand=key[1],
                estimate=estimate,
                se=se,
                lower=max(estimate - fitted.quantile * se, LOWEST),
                upper=min(estimate + fitted.quantile * se, HIGHEST),
                reliability=reliability(float(plain[s]), fitted.used),
                p_weakest3=float(weakest[s]),
                answers=answers,
                respondents=people,
                by_role=said.get(key, {}),
                note=_note(answers, people),
                lead_gap=lead.gap if lead else None,
                lead_disagrees=bool(lead and lead.flagged),
                reliability_within=float(within[s]) if within is not None else None,
                sources=sources,
            )
        )
    return cells


def _note(answers: int, people: int) -> str:
    if answers == 0:
        return "Nobody here answered about this: the estimate is the average of the departments that did."
    if answers <= 2:
        return f"Rests on {'one answer' if answers == 1 else 'two answers'}: hence the wide interval."
    if people == 1:
        return "Rests on one person's answers."
    return ""


def _diagnostics(
    table: Table, fitted: Fit, calibration: Calibration, answers: Sequence[Answer]
) -> Diagnostics:
    own = [answer for answer in answers if answer.level is None and answer.role != VIGNETTE]
    return Diagnostics(
        departments=len(table.departments),
        respondents=len(table.respondents),
        items=len(table.items),
        strands=len(table.strands),
        answers=table.ratings.count,
        dont_know=sum(answer.kind == "dont_know" for answer in own),
        not_applicable=sum(answer.kind == "not_applicable" for answer in own),
        evaluations=fitted.evaluations,
        converged=fitted.converged,
        log_likelihood=fitted.log_likelihood,
        quantile=fitted.quantile,
        degrees_of_freedom=fitted.degrees_of_freedom,
        pooled=fitted.pooled,
        variance_used=fitted.used,
        anchored=calibration.anchored,
        vignettes=calibration.vignettes,
        vignette_raters=calibration.raters,
        vignette_reliability=calibration.reliability,
        not_anchored=calibration.not_anchored,
    )
