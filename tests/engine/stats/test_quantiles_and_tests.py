"""Student's t without scipy, and many tests at once."""

import pytest
from scipy import special

from smeaton.engine.stats.multiple import benjamini_hochberg
from smeaton.engine.stats.student import t_probability, t_quantile


@pytest.mark.parametrize("df", [1, 2, 3, 4, 5, 11, 18, 30, 243, 4000])
@pytest.mark.parametrize("coverage", [0.5, 0.8, 0.9, 0.95, 0.99])
def test_quantiles_equal_scipys(df: int, coverage: float) -> None:
    assert t_quantile(coverage, df) == pytest.approx(special.stdtrit(df, 0.5 + coverage / 2), rel=1e-9)
    assert t_probability(t_quantile(coverage, df), df) == pytest.approx(coverage, abs=1e-12)


@pytest.mark.parametrize(("coverage", "df"), [(0.0, 5), (1.0, 5), (0.9, 0)])
def test_no_quantile_where_there_is_none(coverage: float, df: int) -> None:
    with pytest.raises(ValueError, match="no t quantile"):
        t_quantile(coverage, df)


def test_benjamini_and_hochbergs_own_example() -> None:
    """Their 15 p values at 5% give four findings (1995, section 4.2); at 10% of these, nine."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240]
    p += [0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert benjamini_hochberg(p, 0.05) == [True] * 4 + [False] * 11
    assert benjamini_hochberg(p[::-1], 0.05) == [False] * 11 + [True] * 4
    assert sum(benjamini_hochberg(p, 0.1)) == 9
    assert benjamini_hochberg([], 0.1) == []
