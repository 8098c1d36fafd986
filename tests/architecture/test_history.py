"""History outlives a person's record: what is recorded holds ids, never words about anybody."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.sources import APPS

FREE_TEXT = {"address", "as", "because", "email", "evidence", "file", "note", "reason", "text", "words"}
"""Keys under which people write about people; that a reason was given may be told (“reason given”)."""
PUBLIC_FILES = "register/services/importing.py"
"""Where a “file” is one of the public register, imported by whoever runs the installation."""
NAMES_OF_THINGS = {"places/services.py", "support/services/scenarios.py", "support/services/money.py"}
"""Where a “name” is that of a place, a programme, a scenario or a budget line."""


def recorded_keys() -> Iterator[tuple[str, str, int]]:
    """Each key that stands literally in the `changes` of a call that records: file, key, line."""
    for path in sorted(APPS.glob("*/services/**/*.py")) + sorted(APPS.glob("*/services.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if name not in {"record", "record_on", "_record", "Entry"}:
                continue
            for found in ast.walk(node):
                if isinstance(found, ast.Dict):
                    for key in found.keys:
                        if isinstance(key, ast.Constant) and isinstance(key.value, str):
                            yield str(path.relative_to(APPS)), key.value, found.lineno


def test_no_recorded_change_has_room_for_words_about_a_person() -> None:
    keys = list(recorded_keys())
    assert len(keys) > 60
    wrong = [
        f"{file}:{line} {key}"
        for file, key, line in keys
        if (key in FREE_TEXT and (key, file) != ("file", PUBLIC_FILES))
        or (key == "name" and file not in NAMES_OF_THINGS)
    ]
    assert not wrong


def test_rows_are_locked_so_that_foreign_keys_to_them_do_not_wait() -> None:
    """Else a writer who holds a row and waits for the chain could meet one who holds the chain (ADR 0018)."""
    for path in APPS.rglob("*.py"):
        for locks in re.findall(r"select_for_update\(([^)]*)", path.read_text(encoding="utf-8")):
            assert "no_key=True" in locks, path
