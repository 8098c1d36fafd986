"""Reading what a stranger may have made: in a process of its own, with little memory and two seconds."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import smeaton
from smeaton.engine.sources.facts import Unusable
from smeaton.engine.sources.survey_exports.child import MOST_WRITTEN
from smeaton.engine.sources.survey_exports.reading import LARGEST
from smeaton.engine.sources.survey_exports.table import SurveyTable


@dataclass(frozen=True)
class Limits:
    """What the reading process may use: address space in bytes, and seconds by the clock.

    Where the system knows no such limits (Windows; macOS for memory), time and the sizes of file, parts,
    cells and result are bounded all the same.
    """

    memory: int = 256 << 20
    seconds: float = 1.8
    """So that with its start and its end a refusal takes less than two."""


_TOO_MUCH = (
    "The file could not be read with the memory that an upload may take: it is far larger inside than a "
    "survey is. Delete what is not needed, save it as “CSV UTF-8” and upload that."
)


def read_safely(content: bytes, limits: Limits = Limits()) -> SurveyTable:
    """The export in these bytes, read in a child process. `Unusable`, with a sentence, where it is none."""
    if len(content) > LARGEST:
        raise Unusable(
            f"The file is {len(content) >> 20} MB large; at most {LARGEST >> 20} MB are read. Delete the "
            "columns that are not needed, or divide it."
        )
    too_long = (
        f"The file took longer than {limits.seconds:g} seconds to read and was given up. Save it as "
        "“CSV UTF-8”, without what is not needed, and upload that; an ordinary survey may be tried again."
    )
    found = read_limited(
        f"{__package__}.reading:answer", content, limits, too_long=too_long, too_much=_TOO_MUCH
    )
    return SurveyTable.from_json(found["table"])


def read_limited(
    reader: str, content: bytes, limits: Limits, *, too_long: str, too_much: str
) -> dict[str, Any]:
    """What `reader` ("module:function", of bytes) makes of an upload in a limited child process.

    `Unusable` with the reader's own sentence, or with one of the two given where a limit stopped it. Nothing
    is left behind: the child is killed where it takes too long, and its files have no name.
    """
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answered:
        given.write(content)
        given.seek(0)
        status = _run(reader, given.fileno(), answered.fileno(), limits)
        if status is None:
            raise Unusable(too_long)
        if status or answered.seek(0, 2) >= MOST_WRITTEN:
            raise Unusable(too_much)
        answered.seek(0)
        found: dict[str, Any] = json.loads(answered.read())
    if "refused" in found:
        raise Unusable(found["refused"])
    return found


def _run(reader: str, given: int, answered: int, limits: Limits) -> int | None:
    """The child's exit status, None where it had to be killed."""
    command = [
        sys.executable,
        "-I",
        "-S",
        str(Path(__file__).with_name("child.py")),
        str(limits.memory),
        str(ceil(limits.seconds) + 1),
        reader,
        *_paths(),
    ]
    child = subprocess.Popen(command, stdin=given, stdout=answered, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        return child.wait(timeout=limits.seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        child.kill()
        child.wait()


def _paths() -> list[str]:
    """Where the child finds Smeaton and the reader of workbooks: nothing else is on its path."""
    import python_calamine

    houses = (Path(module.__file__ or "").resolve().parents[1] for module in (smeaton, python_calamine))
    return list(dict.fromkeys(map(str, houses)))
