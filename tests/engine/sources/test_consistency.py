"""The check that averages and split fit together."""

import pytest

from smeaton.engine.sources.consistency import implied_share, suspect_years


def test_the_share_at_which_two_averages_make_up_the_third() -> None:
    assert implied_share(44.1, 38.1, 48.0) == pytest.approx(39.39, abs=0.01)
    assert implied_share(46.0, 40.0, 46.0) == 0
    assert implied_share(45.0, 45.1, 45.9) is None


def test_a_year_far_from_the_median_of_the_others_is_flagged_in_words() -> None:
    shares = {2016: 29.0, 2017: 27.0, 2018: 39.4, 2019: 28.9, 2022: 31.6}
    flags = suspect_years(shares)
    assert list(flags) == [2018]
    assert flags[2018].startswith("check:")
    assert "39%" in flags[2018]
    assert "27–32%" in flags[2018]


def test_exactly_eight_points_pass_and_few_years_tell_nothing() -> None:
    assert suspect_years({1: 20.0, 2: 20.0, 3: 20.0, 4: 28.0}) == {}
    assert list(suspect_years({1: 20.0, 2: 20.0, 3: 20.0, 4: 28.1})) == [4]
    assert suspect_years({1: 20.0, 2: 20.0, 3: 60.0}) == {}
