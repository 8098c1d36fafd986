"""Files of a command: read and written as JSON, or the command ends with a sentence and exit status 2."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NoReturn

import click


def read(path: Path) -> object:
    """Parsed JSON of a file, or a clear end."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as failure:
        refuse(f"{path} cannot be read: {failure.strerror}.")
    except UnicodeDecodeError:
        refuse(f"{path} is not text in UTF-8; give a JSON file.")
    except json.JSONDecodeError as failure:
        refuse(f"{path} is not JSON (line {failure.lineno}, column {failure.colno}: {failure.msg}).")
    except RecursionError:
        refuse(f"{path} is nested too deeply to be a file of ours.")
    except ValueError:
        refuse(f"{path} is not JSON that can be read.")


def write(path: Path, document: dict[str, object]) -> None:
    """Write a plan's file, or end clearly."""
    text = json.dumps(document, indent=1, allow_nan=False) + "\n"
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as failure:
        refuse(f"{path} cannot be written: {failure.strerror}.")


def writable(path: Path, what: str = "the plan") -> None:
    """Refuse before the work rather than after it."""
    if path.is_dir():
        refuse(f"{path} is a folder; give a file name for {what}.")
    if not path.absolute().parent.is_dir():
        refuse(f"The folder {path.absolute().parent} does not exist; make it first.")


def refuse(sentence: str) -> NoReturn:
    """End the command: the sentence on standard error, exit status 2."""
    click.echo(sentence, err=True)
    sys.exit(2)
