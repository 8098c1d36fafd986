"""From mean answers to levels at average leniency."""

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smeaton.engine.needs.average import at_average_leniency, normal_cdf
from smeaton.engine.needs.variance import Variance
from smeaton.engine.stats.nested import Array, Ratings

USED = Variance(0.03, 0.05, 0.3, 0.1, 0.5)
EFFECTS = np.array([[-0.5, 0.1], [0.3, -0.2], [0.6, 0.7]])


def ratings() -> Ratings:
    levels = np.tile([[1, 2, 2, 3], [2, 2, 3, 4], [3, 3, 4, 2]], (6, 1)).astype(float)
    return Ratings.of(np.repeat(np.arange(3), 6), np.array([0, 0, 1, 1]), np.ones((18, 4)), levels, 2)


def moved(leniency: float, *, anchored: bool = True) -> tuple[Array, Array]:
    return at_average_leniency(ratings(), USED, leniency, 2.4 + EFFECTS, EFFECTS, anchored=anchored)


def test_the_more_people_differ_the_farther_departments_lie_apart() -> None:
    spreads = [float(np.ptp(moved(leniency)[0][:, 0])) for leniency in (0.0, 0.1, 0.3)]
    assert spreads[0] == pytest.approx(np.ptp(EFFECTS[:, 0]), abs=1e-9)
    assert spreads[0] < spreads[1] < spreads[2] < 2 * spreads[0]
    assert (moved(9.0)[0] > 1).all()
    assert (moved(9.0)[0] < 4).all()


def test_what_strands_have_in_common_is_moved_only_where_it_is_anchored() -> None:
    both = np.array([[0.4, 0.4]] * 3)
    for anchored, least, most in ((True, 0.43, 0.8), (False, 0.399, 0.401)):
        low, _ = at_average_leniency(ratings(), USED, 0.3, 2.4 + 0 * both, 0 * both, anchored=anchored)
        high, moves = at_average_leniency(ratings(), USED, 0.3, 2.4 + both, both, anchored=anchored)
        assert (high - low > least).all()
        assert (high - low < most).all()
    assert moves[0] @ np.ones(2) == pytest.approx([1.0, 1.0])


@given(st.floats(-6, 6))
def test_the_normal_distribution_is_near_enough(x: float) -> None:
    assert float(normal_cdf(np.array([x]))[0]) == pytest.approx(NormalDist().cdf(x), abs=2e-7)
