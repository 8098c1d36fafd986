"""The real public files, where they are at hand."""

from collections import Counter
from pathlib import Path

import pytest

from smeaton.engine.sources import OutcomeFact, Rejected, Taken, read
from smeaton.terms import Reported

pytestmark = pytest.mark.shared

FILES = [
    ("register/gias_2021_sample_139_columns.csv", "gias", 99),
    ("register/gias_2022-04_hampshire_surrey.csv", "gias", 1096),
    ("register/gias_links_2025-04.csv", "gias-links", 33801),
    ("register/pd_funding_eligibility_2025-26.csv", "eligibility", 52053),
    ("performance/2016-2017_815_ks4final.csv", "ks4", 72),
    ("performance/2017-2018_815_ks4final.csv", "ks4", 73),
    ("performance/2018-2019_936_ks4final.csv", "ks4", 133),
    ("performance/2017-2018_850_ks2final.csv", "ks2", 334),
    ("performance/2022-2023_england_ks4-mats-performance.csv", "mats", 216),
    ("performance/england_2018-19_ks4_extract.csv", "ks4-extract", 5516),
    ("local_authority/lait_2016-2025_attainment_long.csv", "lait", 19890),
    ("plymouth/plymouth_ks4_2018-19.csv", "ks4-extract", 28),
    ("plymouth/plymouth_ks2_2018-19.csv", "ks2-extract", 81),
]


@pytest.mark.parametrize(("path", "kind", "rows"), FILES)
def test_every_row_of_every_file_is_accounted_for(shared_data: Path, path: str, kind: str, rows: int) -> None:
    with (shared_data / path).open("rb") as stream:
        source = read(stream, Path(path).name)
        ends = Counter(type(line) for line in source.lines)
    assert source.kind.name == kind
    assert ends.total() == rows
    assert ends[Rejected] == 0


@pytest.mark.parametrize(
    ("path", "code", "year"),
    [
        ("performance/2016-2017_815_ks4final.csv", 815, 2017),
        ("performance/2017-2018_815_ks4final.csv", 815, 2018),
        ("performance/2018-2019_936_ks4final.csv", 936, 2019),
    ],
)
def test_the_authority_row_of_the_table_equals_the_long_series(
    shared_data: Path, path: str, code: int, year: int
) -> None:
    from_table = _figures(shared_data / path, code, year)
    from_series = _figures(shared_data / "local_authority/lait_2016-2025_attainment_long.csv", code, year)
    both = {
        key
        for key in from_table.keys() & from_series.keys()
        if key[0] in {"attainment8", "progress8"} and key[1] in {"all", "disadvantaged", "other"}
    }
    assert len(both) == 6
    assert {key: from_table[key] for key in both} == {key: from_series[key] for key in both}


def _figures(path: Path, code: int, year: int) -> dict[tuple[str, str], Reported]:
    with path.open("rb") as stream:
        return {
            (fact.measure, fact.group): fact.reported
            for line in read(stream, path.name).lines
            if isinstance(line, Taken)
            for fact in line.facts
            if isinstance(fact, OutcomeFact) and fact.about == code and fact.year == year
        }
