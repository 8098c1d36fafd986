"""The checkpoint of a country's plan: a file with a line of JSON for each task that was answered.

A line is written whole and at once flushed to the disk. A run that was killed in the middle of one leaves a
torn last line, which is dropped when the file is read again.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from smeaton.cli.files import refuse, writable

FORMAT = "smeaton-plan-nation-checkpoint/1"


class Journal:
    """Records of one planning; `made_for` says of what, so that no other goes on from it."""

    def __init__(self, path: Path, made_for: dict[str, object]) -> None:
        """Open the file, with what an earlier run left in `records`; refuse what is no checkpoint of this."""
        self.path, self.head = path, {"format": FORMAT, **made_for}
        self.records: list[Any] = []
        writable(path, "the checkpoint")
        self._read()
        lines = [json.dumps(self.head), *(json.dumps(record) for record in self.records)]
        fresh = path.with_name(path.name + ".new")
        try:
            fresh.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
            fresh.replace(path)
            self._file = path.open("a", encoding="utf-8")
        except OSError as failure:
            refuse(f"{path} cannot be written: {failure.strerror}.")

    def keep(self, record: object) -> None:
        """Add a record, on the disk when this returns."""
        try:
            self._file.write(json.dumps(record, allow_nan=False) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as failure:
            refuse(f"{self.path} cannot be written: {failure.strerror}.")

    def close(self) -> None:
        """Let go of the file; it stays for another run."""
        self._file.close()

    def _read(self) -> None:
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return
        except (OSError, UnicodeDecodeError):
            refuse(f"{self.path} cannot be read as a checkpoint; name another file, or remove it.")
        whole = []
        for line in lines:
            try:
                whole.append(json.loads(line))
            except ValueError:
                break
        if not lines:
            return
        if not whole or not isinstance(whole[0], dict) or whole[0].get("format") != FORMAT:
            refuse(f"{self.path} is not a checkpoint; name another file.")
        for key, value in self.head.items():
            if whole[0].get(key) != value:
                other = "another problem" if key == "problem" else f"{key} {whole[0].get(key)}"
                refuse(f"{self.path} is the checkpoint of {other}; name another file, or remove it first.")
        self.records = whole[1:]
