"""Curves of covered need: the plain one as defined, the expected one against numerical integration."""

import numpy as np
import pytest
from scipy.stats import norm

from smeaton.engine.support import Response
from smeaton.engine.support.curves import Curves, expected, plain

RESPONSE = Response()


def response(dose: float, need: float) -> float:
    covered, left = 0.0, dose
    for length, slope in zip(RESPONSE.length, RESPONSE.slope, strict=True):
        taken = min(left, length * need)
        covered += slope * taken
        left -= taken
    return covered


def integrated(dose: float, need: float, error: float) -> float:
    """E f(dose; N) with N normal, clipped to [0, 1], by the midpoints of 4,000 equally likely slices."""
    drawn = np.clip(norm.ppf((np.arange(4000) + 0.5) / 4000, need, error), 0.0, 1.0)
    return float(np.mean([response(dose, float(n)) for n in drawn]))


def at(curves: Curves, dose: float) -> float:
    return float(curves.covered(np.full((1, 1), dose))[0, 0])


@pytest.mark.parametrize("dose", [0.0, 0.1, 0.25, 0.5, 0.9, 2.0])
def test_plain_curve_is_the_response(dose: float) -> None:
    assert at(plain(np.array([[0.45]]), RESPONSE), dose) == pytest.approx(response(dose, 0.45))


@pytest.mark.parametrize(("need", "error"), [(0.5, 0.12), (0.05, 0.1), (0.95, 0.15), (0.3, 0.3)])
def test_expected_curve_is_close_to_the_integral_and_not_below_it(need: float, error: float) -> None:
    curves = expected(np.array([[need]]), np.array([[error]]), RESPONSE)
    worst = 0.0
    for dose in np.linspace(0.0, 2.2, 23).tolist():
        exact = integrated(dose, need, error)
        assert at(curves, dose) >= exact - 1e-4
        worst = max(worst, at(curves, dose) - exact)
    assert worst < 0.012
    assert at(curves, 9.0) == pytest.approx(float(curves.need[0, 0]))
    assert curves.need[0, 0] == pytest.approx(integrated(9.0, need, error), abs=1e-3)


def test_expected_curve_is_the_plain_one_without_error() -> None:
    need = np.array([[0.0, 0.4, 1.0]])
    one, other = plain(need, RESPONSE), expected(need, np.zeros((1, 3)), RESPONSE)
    for dose in np.linspace(0.0, 2.2, 23).tolist():
        np.testing.assert_allclose(one.covered(np.full((1, 3), dose)), other.covered(np.full((1, 3), dose)))


def test_slopes_fall() -> None:
    rng = np.random.default_rng(1)
    curves = expected(rng.uniform(0, 1, (5, 7)), rng.uniform(0, 0.3, (5, 7)), RESPONSE)
    kept = [
        s[length > 1e-12]
        for s, length in zip(curves.slope.reshape(35, -1), curves.length.reshape(35, -1), strict=True)
    ]
    assert all((np.diff(s) <= 1e-12).all() for s in kept)
