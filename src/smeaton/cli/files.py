"""Files that a command is given: read as JSON, or the command ends with a sentence and exit status 2."""

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


def refuse(sentence: str) -> NoReturn:
    """End the command: the sentence on standard error, exit status 2."""
    click.echo(sentence, err=True)
    sys.exit(2)
