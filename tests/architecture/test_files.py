"""One file, one topic, under 400 lines; nothing of a third party's, no registry's address."""

import json
import re
import subprocess

import pytest

from tests.architecture.sources import ROOT, SOURCE

TRACKED = [
    ROOT / line
    for line in subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.splitlines()
]
BANNED_NAMES = {"core", "common", "utils", "util", "helpers", "helper", "manager", "managers", "misc"}


def test_there_are_files_to_look_at() -> None:
    assert len(TRACKED) > 100


def test_no_source_file_reaches_400_lines() -> None:
    """Migrations apart, which Django writes and nobody reads from end to end."""
    long = {
        str(path.relative_to(ROOT)): lines
        for path in TRACKED
        if path.suffix in {".py", ".html", ".css", ".js", ".sh"} and path.is_file()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) >= 400
    }
    assert not long


def test_no_module_is_named_for_nothing() -> None:
    named = [path for path in SOURCE.rglob("*.py") if {path.stem, path.parent.name} & BANNED_NAMES]
    assert not named


def test_no_lock_file_names_a_registry() -> None:
    address = re.compile(r"https?://|index-url|--find-links")
    for path in [*(ROOT / "requirements").iterdir(), ROOT / ".npmrc"]:
        assert not address.search(path.read_text(encoding="utf-8")), path
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert not [name for name, entry in packages.items() if "resolved" in entry]


def test_every_locked_package_has_a_hash() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9][\w.\[\],-]*==", text, flags=re.MULTILINE)
        blocks = re.findall(r"^[a-z0-9][^\n]*\\\n    --hash=sha256:", text, flags=re.MULTILINE)
        assert len(pins) == len(blocks) > 0, path.name


@pytest.mark.parametrize(
    "pattern", [r"\.min\.(js|css)$", r"\.woff2?$", r"\.whl$", r"/node_modules/", r"\.sqlite3"]
)
def test_nothing_built_or_fetched_is_tracked(pattern: str) -> None:
    assert not [path for path in TRACKED if re.search(pattern, str(path.relative_to(ROOT)))]
