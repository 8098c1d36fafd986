"""Years, days and versions in the names of files."""

from datetime import date

import pytest

from smeaton.engine.sources.naming import day_in, version_in, year_in


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("2018-2019_936_ks4final.csv", 2019),
        ("england_2018-19_ks4_extract.csv", 2019),
        ("ks4_201819_revised.csv", 2019),
        ("2017_2018 ks2.csv", 2018),
        ("1999-2000.csv", 2000),
        ("ks4_2019.csv", 2019),
        ("936_ks4final.csv", None),
        ("2018-2021.csv", None),
        ("ks4_2018-20.csv", None),
        ("2016-17 and 2017-18 ks4.csv", None),
        ("ks4_2018-19_published_2020-02-06.csv", 2019),
        ("ks4.csv", None),
    ],
)
def test_academic_years(name: str, ends: int | None) -> None:
    found = year_in(name)
    assert (found.ends if found else None) == ends


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("edubasealldata20220401.csv", date(2022, 4, 1)),
        ("gias_2022-04-01.csv", date(2022, 4, 1)),
        ("register 01-04-2022.csv", date(2022, 4, 1)),
        ("gias_2022-04_hampshire.csv", date(2022, 4, 30)),
        ("gias_2021_sample_139_columns.csv", date(2021, 12, 31)),
        ("gias_2022-02-30.csv", date(2022, 2, 28)),
        ("gias.csv", None),
        ("gias_2021_and_2022.csv", None),
    ],
)
def test_days(name: str, day: date | None) -> None:
    assert day_in(name) == day


def test_versions() -> None:
    assert version_in("2018-2019_936_ks4final.csv") == "final"
    assert version_in("ks4_Provisional_2024.csv") == "provisional"
    assert version_in("revised.csv") == "revised"
    assert version_in("ks4.csv") == "unstated"
