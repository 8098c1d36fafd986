"""What somebody typed is never a pattern or a template; and types are checked. Evidence for docs/asvs.csv."""

import ast
import re
import tomllib

import pytest

from smeaton.apps.home.queries.records import Subject
from smeaton.apps.home.services.scrubbing import words_of
from tests.architecture.sources import ROOT
from tests.architecture.test_what_is_not_used import TREES, imported, tree

PATTERNS = {"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"}
TEMPLATED = re.compile(
    r"format_html(_join)?|(.*\.)?_*(get)?log(ger)?(\(.*\))?\.(debug|info|warning|error|exception|critical)",
    re.IGNORECASE,
)
JOINED_BEFORE = {"apps/home/services/scrubbing.py", "apps/home/queries/hidden.py"}
"""Files that put one pattern together in steps; what they make of odd words is tried below."""


def constants(nodes: tuple[ast.AST, ...]) -> set[str]:
    """Names of the file that are written in capitals: values of ours, set once."""
    return {
        node.id
        for node in nodes
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id.strip("_").isupper()
    }


def harmless(node: ast.AST, ours: set[str]) -> bool:
    """Whether an expression is made of our own words and of what `re.escape` has made harmless."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name):
        return node.id in ours
    if isinstance(node, ast.JoinedStr):
        return all(harmless(part, ours) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return harmless(node.value, ours)
    if isinstance(node, ast.BinOp):
        return harmless(node.left, ours) and harmless(node.right, ours)
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        joins = called.endswith(".join") and all(harmless(part, ours) for part in node.args)
        return called == "re.escape" or joins
    return False


def loose_patterns(path_name: str) -> list[str]:
    """Patterns of a file in which text stands that was not escaped."""
    nodes = tree(TREES[path_name])
    calls = [
        node
        for node in nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in PATTERNS
    ]
    return [ast.unparse(call) for call in calls if not harmless(call.args[0], constants(nodes))]


def test_no_typed_text_becomes_a_pattern() -> None:
    """By `re` alone, under its own name, so that every pattern is seen; and none is asked of the database."""
    loose = {name: found for name in TREES if (found := loose_patterns(name))}
    assert set(loose) == JOINED_BEFORE, loose
    for name, path in TREES.items():
        assert not {each for each in imported(path) if each.startswith("re.")}, name
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"import re as|__i?regex\b|import regex", text), name


@pytest.mark.parametrize("odd", [".* .*", "(a+)+$ b", "[ab] |", "Ann( Lee", r"\d \w", "$ ^"])
def test_a_name_that_looks_like_a_pattern_is_looked_for_as_it_stands(odd: str) -> None:
    words = words_of(Subject(1, None, frozenset({"x.y+z@example.org"}), frozenset({odd})))
    assert words is not None
    assert words.sub("…", f"said {odd} said") == "said … said"
    assert not words.search("aab 12 Ann Lee x1y+z@example.org")


def test_no_typed_text_becomes_a_template() -> None:
    """`"…".format()`, `format_html` and lines of the log begin with words that stand there."""
    wrong = []
    for name, path in TREES.items():
        assert not {"string.Template", "string.Formatter"} & imported(path), name
        for node in tree(path):
            if not isinstance(node, ast.Call):
                continue
            called, first = ast.unparse(node.func), node.args[:2]
            if isinstance(node.func, ast.Attribute) and node.func.attr in {"format", "format_map"}:
                first = [node.func.value]
            elif not TEMPLATED.fullmatch(called):
                continue
            if not any(isinstance(part, ast.Constant) for part in first):
                wrong.append(f"{name}: {ast.unparse(node)[:100]}")
    assert not wrong, "\n".join(wrong)


def test_every_source_is_typed_strictly_and_an_exception_says_what_it_is() -> None:
    """`make check` runs mypy over the whole package; here, that nothing is left out of it."""
    mypy = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert mypy["strict"] is True
    assert mypy["packages"] == ["smeaton"]
    assert not {"exclude", "disable_error_code", "ignore_errors", "follow_imports"} & set(mypy)
    for override in mypy["overrides"]:
        assert set(override) == {"module", "ignore_missing_imports"}
        assert not [name for name in override["module"] if name.startswith("smeaton")]
    assert "-m mypy" in (ROOT / "tools" / "check.sh").read_text(encoding="utf-8")
    for name, path in TREES.items():
        for line in path.read_text(encoding="utf-8").splitlines():
            if "type: ignore" in line:
                assert re.search(r"type: ignore\[[\w, -]+\]", line), f"{name}: {line}"
        assert "mypy: ignore" not in path.read_text(encoding="utf-8"), name
