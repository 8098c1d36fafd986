"""`smeaton register`: what it prints, and its exit status."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from smeaton.cli import main
from tests.factories.register import gias_row, link_row, results_row, series_row, table

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["register", *map(str, arguments)])


def as_json(*arguments: object) -> Any:
    result = run(*arguments, "--json")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return json.loads(result.stdout)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "gias_2022-04-01.csv").write_bytes(
        table([gias_row(136557, "Hele's", **{"Trusts (name)": "A TRUST"}), gias_row(12)])
    )
    (tmp_path / "2018-2019_ks4final.csv").write_bytes(
        table([results_row(136557, ATT8SCR_FSM6CLA1A="SUPP", ATT8SCR_NFSM6CLA1A="0", P8MEA="NP")])
    )
    (tmp_path / "links.csv").write_bytes(table([link_row(113532, 136557, "Successor")]))
    split = {"Short Desc": "NonDAP_KS4_ATT8", "Values": "48.7"}
    (tmp_path / "lait.csv").write_bytes(table([series_row(), series_row(**split), series_row(Years="2020")]))
    (tmp_path / "empty.csv").write_bytes(b"")
    return tmp_path


def test_one_object_for_each_file_and_status_0(folder: Path) -> None:
    names = ["lait.csv", "links.csv", "2018-2019_ks4final.csv", "gias_2022-04-01.csv"]
    result = run("import", *(folder / name for name in names), "--json")
    assert result.exit_code == 0
    reports = json.loads(result.stdout)
    assert [report["file"] for report in reports] == names
    assert [report["kind"] for report in reports] == ["lait", "gias-links", "ks4", "gias"]
    register = reports[-1]
    assert {"rows", "created", "updated", "unchanged", "ignored", "rejected", "warnings"} < set(register)
    assert (register["rows"], register["updated"]) == (2, 1)
    (rejected,) = register["rejected"]
    assert (rejected["line"], rejected["column"], rejected["value"]) == (3, "URN", "12")
    again = run("import", *(folder / name for name in names), "--json")
    assert all(report["created"] == report["updated"] == 0 for report in json.loads(again.stdout))


def test_a_refused_file_gives_status_2_and_the_others_still_go_in(folder: Path) -> None:
    result = run("import", folder / "empty.csv", folder / "nowhere.csv", folder / "links.csv", folder)
    assert result.exit_code == 2
    lines = result.stdout.splitlines()
    assert lines[0].startswith("empty.csv: refused. The file is empty.")
    assert "could not be opened" in lines[1]
    assert lines[2].startswith("links.csv: gias-links, 1 rows: 1 created")
    assert "could not be opened" in lines[3]
    (first, *_) = as_json("import", folder / "empty.csv")
    assert (first["kind"], first["rows"]) == (None, 0)
    assert first["refused"].endswith(".")


def test_what_a_person_reads(folder: Path) -> None:
    result = run("import", folder / "gias_2022-04-01.csv")
    assert "1 created, 0 updated, 0 unchanged, 0 ignored, 1 rejected." in result.stdout
    assert "line 3, column URN, “12”: is not a URN" in result.stdout
    assert "nothing changed" in run("import", folder / "gias_2022-04-01.csv").stdout


def test_year_and_day_options(folder: Path) -> None:
    ks4 = (folder / "2018-2019_ks4final.csv").rename(folder / "ks4.csv")
    register = (folder / "gias_2022-04-01.csv").rename(folder / "gias.csv")
    result = run("import", ks4, register)
    assert result.exit_code == 2
    assert "--year 2018-19" in result.stdout
    assert "--as-of 2022-04-01" in result.stdout
    result = run("import", ks4, register, "--year", "2018/19", "--as-of", "2022-04-01")
    assert result.exit_code == 0
    assert run("import", ks4, "--year", "last").exit_code == 2


def test_a_school(folder: Path) -> None:
    run("import", *(folder / name for name in ["gias_2022-04-01.csv", "2018-2019_ks4final.csv", "links.csv"]))
    school = as_json("school", 136557)
    assert (school["name"], school["trust"], school["identity_only"]) == ("Hele's", "A TRUST", False)
    assert [period["name"] for period in school["trusts"]] == ["A TRUST"]
    assert [row["urn"] for row in school["predecessors"]] == [113532]
    figures = {(row["measure"], row["group"]): (row["status"], row["value"]) for row in school["outcomes"]}
    assert figures["attainment8", "disadvantaged"] == ("suppressed", None)
    assert figures["attainment8", "other"] == ("value", 0.0)
    assert figures["progress8", "all"] == ("missing", None)
    assert as_json("school", 113532)["current_urn"] == 136557
    assert "Its number is now 136557" in run("school", 113532).stdout
    unknown = run("school", 100001)
    assert (unknown.exit_code, "No file has named" in unknown.stderr) == (2, True)


def test_the_gap(folder: Path) -> None:
    run("import", folder / "lait.csv")
    document = as_json("gap", 879)
    assert document["name"] == "Plymouth"
    assert [set(year) >= {"year", "disadvantaged", "other", "gap", "flags"} for year in document["years"]]
    first, second = document["years"]
    assert (first["year"], first["disadvantaged"], first["other"], first["gap"]) == (2019, 31.4, 48.7, 17.3)
    assert (second["gap"], second["other_status"]) == (None, "missing")
    assert second["flags"] == ["teacher-assessed grades"]
    assert "17.3" in run("gap", 879).stdout
    assert run("gap", 880).exit_code == 2
