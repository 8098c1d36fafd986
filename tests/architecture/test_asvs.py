"""docs/asvs.csv: every requirement of OWASP ASVS 5.0, levels 1 and 2, with its evidence or a reason."""

import ast
import csv
import re
from collections import Counter
from functools import cache

from tests.architecture.sources import ROOT

ROWS = list(csv.DictReader((ROOT / "docs" / "asvs.csv").read_text(encoding="utf-8").splitlines()))
TEST = re.compile(r"(tests/[\w/]+\.py)::(test_\w+)")
PAGE = re.compile(r"docs/[\w/-]+\.md")


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of the tests of a file; none where there is no such file."""
    file = ROOT / path
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if file.is_file() else ()
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef))


def test_every_requirement_stands_there_once() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS) == 253
    assert Counter(row["level"] for row in ROWS) == {"1": 70, "2": 183}
    assert all(re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{1,2}", row["id"]) for row in ROWS)
    assert all(0 < len(row["subject"]) <= 60 for row in ROWS)


def test_every_test_and_page_that_is_named_is_there() -> None:
    for row in ROWS:
        for path, name in TEST.findall(row["evidence"]):
            assert name in names_in(path), f"{row['id']}: {path}::{name}"
        for page in PAGE.findall(row["evidence"]):
            assert (ROOT / page).is_file(), f"{row['id']}: {page}"


def test_what_is_met_is_shown_and_anything_else_has_a_reason() -> None:
    for row in ROWS:
        evidence = row["evidence"]
        if row["status"] == "met":
            assert TEST.search(evidence) or PAGE.search(evidence), row["id"]
        else:
            assert row["status"] in {"not met", "does not apply"}, row["id"]
            assert len(evidence) >= 30, row["id"]
            assert not TEST.search(evidence), row["id"]
