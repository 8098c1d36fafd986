"""What has changed between two waves, against what regression to the mean and chance alone would give.

Both waves are laid out on the items that they have in common and fitted together, so that an item is as easy
in one as in the other; how the place as a whole moved in a strand is taken off first. For a department and
strand, wave 1 measures m₁ = μ₁ + θ + e₁ and wave 2 measures m₂ = μ₂ + θ + δ + e₂, with θ the department's
lasting difference from the place, δ what it changed beyond the place, and e the errors of the two audits. A
department chosen because its m₁ is low has, on average, an e₁ below zero: without any change its m₂ will be
nearer to the mean. So m₂ is compared with E[θ | m₁], which is the shrunken estimate, and not with m₁ itself.
"""

from dataclasses import astuple, dataclass, replace

import numpy as np
import numpy.typing as npt

from smeaton.engine.needs.fit import COVERAGE, fit
from smeaton.engine.needs.table import Table
from smeaton.engine.needs.variance import Variance
from smeaton.engine.stats.multiple import benjamini_hochberg
from smeaton.engine.stats.nested import Array, Evaluation, Ratings, evaluate, sigma
from smeaton.engine.stats.student import t_probability, t_quantile

Mask = npt.NDArray[np.bool_]

FALSE_FINDINGS = 0.1
LEAST_SHARE = 1e-3
"""Share of the variance that departments' strands differ by at least: Σ must have an inverse."""
FEWEST_DEPARTMENTS = 5
"""Departments in both waves below which it cannot be told what chance alone would give."""


@dataclass(frozen=True)
class Change:
    """One department and strand in two waves, in levels, on the items that both asked.

    `before` and `after` are the two measures without any shrinking. Had the department not changed beyond the
    place, the second would lie between `chance_low` and `chance_high` nine times in ten, around `unchanged`.
    `change` is the second measure less `unchanged`, with its standard error `se`: what has changed, the
    place's change included, without what regression to the mean gives. `beyond_chance` is set where the
    second measure lies outside what chance gives, so that a tenth of the marks may be false
    (Benjamini–Hochberg).
    """

    department: str
    strand: str
    before: float
    after: float
    unchanged: float
    chance_low: float
    chance_high: float
    change: float
    se: float
    beyond_chance: bool


@dataclass(frozen=True)
class Changes:
    """Every cell that both waves measured; `place` is strand → how the place moved, with its error.

    `warnings` say why there is nothing, or what to be careful about. `items` counts what both waves asked.
    """

    cells: tuple[Change, ...]
    place: dict[str, tuple[float, float]]
    items: int
    warnings: tuple[str, ...] = ()


def changes(before: Table, after: Table, common: frozenset[str]) -> Changes:
    """Compare two waves on the items in `common`, which must have been worded alike in both.

    The tables hold answers after any correction for generosity. Departments in one wave only inform the
    variances and the item means.
    """
    asked = sorted(common & set(before.items) & set(after.items), key=before.items.index)
    both = sorted(set(before.departments) & set(after.departments))
    if not asked:
        return Changes((), {}, 0, ("The two waves have no item in common, so nothing can be compared.",))
    if len(both) < FEWEST_DEPARTMENTS:
        return Changes(
            (),
            {},
            len(asked),
            (
                f"{len(both)} department{' has' if len(both) == 1 else 's have'} answered in both waves: it "
                f"takes {FEWEST_DEPARTMENTS} to tell a change from chance.",
            ),
        )
    table = _stacked(before, after, asked)
    table, shift = _without_place_change(table)
    fitted = fit(table)
    if fitted.used is None:
        return Changes((), {}, len(asked), fitted.warnings)
    return _compare(table, fitted.used, fitted.warnings, both, shift)


def _stacked(before: Table, after: Table, asked: list[str]) -> Table:
    """Both waves as one table, each department standing in it once for each wave, on the common items."""
    waves = [
        (wave, table, [table.items.index(i) for i in asked]) for wave, table in ((1, before), (2, after))
    ]
    rows = []
    for wave, table, columns in waves:
        for r, name in enumerate(table.respondents):
            if table.ratings.seen[r, columns].any():
                rows.append((f"{table.departments[table.owner[r]]}|{wave}", wave, r, name))
    rows.sort(key=lambda row: (row[0], row[3]))
    by_wave = {wave: (table, columns) for wave, table, columns in waves}
    seen = np.array([by_wave[w][0].ratings.seen[r, by_wave[w][1]] for _, w, r, _ in rows])
    value = np.array([by_wave[w][0].ratings.value[r, by_wave[w][1]] for _, w, r, _ in rows])
    answered: Mask = np.asarray(seen.any(axis=0))
    items = [item for item, some in zip(asked, answered.tolist(), strict=True) if some]
    groups = sorted({row[0] for row in rows})
    owner = np.array([groups.index(row[0]) for row in rows], dtype=np.intp)
    of_item = {item: before.strands[before.ratings.block[before.items.index(item)]] for item in items}
    strands = tuple(strand for strand in before.strands if strand in of_item.values())
    block = np.array([strands.index(of_item[item]) for item in items], dtype=np.intp)
    return replace(
        before,
        departments=tuple(groups),
        strands=strands,
        items=tuple(items),
        respondents=tuple(f"{row[3]}|{row[1]}" for row in rows),
        roles=tuple(by_wave[w][0].roles[r] for _, w, r, _ in rows),
        owner=owner,
        ratings=Ratings.of(owner, block, seen[:, answered], value[:, answered], len(strands)),
    )


def _without_place_change(table: Table) -> tuple[Table, Array]:
    """The table with the second wave moved back by what the place moved in each strand, and that (S)."""
    ratings = table.ratings
    second = np.array([name.endswith("|2") for name in table.departments])[table.owner][:, None]
    means = []
    for wave in (~second, second):
        seen = ratings.seen * wave
        count = seen.sum(axis=0)
        means.append(np.where(count > 0, (ratings.value * wave).sum(axis=0) / np.maximum(count, 1), np.nan))
    moved = np.nan_to_num(means[1] - means[0])
    shift = (moved @ ratings.one_hot) / ratings.one_hot.sum(axis=0)
    value = ratings.value - second * shift[ratings.block]
    return replace(
        table, ratings=Ratings.of(table.owner, ratings.block, ratings.seen, value, len(shift))
    ), shift


def _compare(
    table: Table, used: Variance, warnings: tuple[str, ...], both: list[str], shift: Array
) -> Changes:
    where = {name: d for d, name in enumerate(table.departments)}
    first, second = ([where[f"{name}|{wave}"] for name in both] for wave in (1, 2))
    v = np.array(astuple(used))
    v[1] = max(v[1], LEAST_SHARE * v.sum())
    between = sigma(v, len(table.strands))
    found = evaluate(table.ratings, v)
    measured, errors = _measures(found, table, between)
    answered = _answered(table)
    here = np.logical_and(answered[first], answered[second])
    mean = (table.ratings.one_hot / table.ratings.one_hot.sum(axis=0)).T @ found.beta
    m1, m2 = measured[first] + mean, measured[second] + mean + shift
    middle1 = _middle(m1, errors[first], here, between)
    held, left = _lasting(m1 - middle1, errors[first], here, between)
    noise = left + np.array([np.diag(e) for e in errors[second]])
    surprise = m2 - (middle1 + held)
    moved, moved_se = _place_change(surprise, noise, here)
    freedom = max(len(both) - 1, 1)
    reach = t_quantile(COVERAGE, freedom)
    p_values, cells = [], []
    for d, s in np.argwhere(here):
        sd = float(np.sqrt(noise[d, s]))
        unchanged = float(middle1[s] + held[d, s])
        p_values.append(1.0 - t_probability(abs(float(surprise[d, s])) / sd, freedom))
        cells.append(
            Change(
                department=both[d],
                strand=table.strands[s],
                before=float(m1[d, s]),
                after=float(m2[d, s]),
                unchanged=unchanged,
                chance_low=unchanged - reach * sd,
                chance_high=unchanged + reach * sd,
                change=float(m2[d, s]) - unchanged,
                se=sd,
                beyond_chance=False,
            )
        )
    flags = benjamini_hochberg(p_values, FALSE_FINDINGS)
    place = {
        strand: (float(moved[s]), float(moved_se[s]))
        for s, strand in enumerate(table.strands)
        if here[:, s].any()
    }
    flagged = tuple(replace(cell, beyond_chance=flag) for cell, flag in zip(cells, flags, strict=True))
    return Changes(flagged, place, len(table.items), warnings)


def _answered(table: Table) -> Mask:
    """Which strands each group answered at all (D × S)."""
    return np.asarray(np.add.reduceat(table.ratings.cells, table.ratings.starts[:-1], axis=0) > 0)


def _measures(found: Evaluation, table: Table, between: Array) -> tuple[Array, Array]:
    """What each group's answers say by themselves: effects (D × S) with error covariances (D × S × S).

    The model holds C = (Σ⁻¹ + P)⁻¹ and C h; the answers alone say P⁻¹ h with covariance P⁻¹. Strands nobody
    answered have no row in P and are left at 0.
    """
    effects, covariance = found.effects, found.covariance
    prior = np.linalg.inv(between)
    alone, errors = np.zeros_like(effects), np.zeros_like(covariance)
    for d, answered in enumerate(_answered(table)):
        own = np.ix_(answered, answered)
        inverse = np.linalg.inv(covariance[d])
        errors[d][own] = np.linalg.inv((inverse - prior)[own])
        alone[d, answered] = errors[d][own] @ (inverse @ effects[d])[answered]
    return alone, errors


def _middle(m: Array, errors: Array, here: Mask, between: Array) -> Array:
    """The place's mean of each strand (S) over departments, weighed by what each tells."""
    variance = np.array([np.diag(e) for e in errors]) + np.diag(between)
    weight = np.where(here, 1.0 / variance, 0.0)
    total = np.maximum(weight.sum(axis=0), 1e-12)
    return np.asarray((weight * np.where(here, m, 0.0)).sum(axis=0) / total)


def _lasting(m: Array, errors: Array, here: Mask, between: Array) -> tuple[Array, Array]:
    """E[θ | m] and its variance (D × S each), all strands of a department together."""
    held, left = np.zeros_like(m), np.tile(np.diag(between), (len(m), 1))
    for d, own in enumerate(here):
        if own.any():
            gain = between[:, own] @ np.linalg.inv((between + errors[d])[np.ix_(own, own)])
            held[d] = gain @ m[d, own]
            left[d] = np.diag(between - gain @ between[own, :])
    return held, np.maximum(left, 0.0)


def _place_change(surprise: Array, noise: Array, here: Mask) -> tuple[Array, Array]:
    """How the place moved in each strand, with its standard error (S each)."""
    weight = np.where(here, 1.0 / noise, 0.0)
    total = np.maximum(weight.sum(axis=0), 1e-12)
    moved = (weight * np.where(here, surprise, 0.0)).sum(axis=0) / total
    count = np.maximum(here.sum(axis=0) - 1, 1)
    observed = (weight * np.where(here, surprise - moved, 0.0) ** 2).sum(axis=0) / count
    return np.asarray(moved), np.asarray(np.sqrt(np.maximum(observed, 1.0) / total))
