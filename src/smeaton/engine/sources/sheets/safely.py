"""Reading a workbook that a stranger may have made: in a process with little memory and time."""

from smeaton.engine.sources.facts import Unusable
from smeaton.engine.sources.sheets.reading import FilledSheet
from smeaton.engine.sources.survey_exports.reading import LARGEST
from smeaton.engine.sources.survey_exports.safely import Limits, read_limited

_USUAL = Limits(seconds=6)
"""More than a survey has: this is rare, and whoever waits has filled in a workbook by hand."""


def read_sheets_safely(content: bytes, limits: Limits = _USUAL) -> list[FilledSheet]:
    """The sheets of an upload, read in a child process; `Unusable`, with a sentence, where there are none."""
    if len(content) > LARGEST:
        raise Unusable(
            f"The file is {len(content) >> 20} MB large; at most {LARGEST >> 20} MB are read. Export it "
            "again, and fill in that file."
        )
    found = read_limited(
        "smeaton.engine.sources.sheets.reading:answer",
        content,
        limits,
        too_long=f"The file took longer than {limits.seconds:g} seconds to read and was given up. Try it "
        "again; if that does not help, export the workbook again and fill in that file.",
        too_much="The file could not be read with the memory that an upload may take: it is far larger "
        "inside than such a workbook is. Export it again, and fill in that file.",
    )
    return [FilledSheet.from_json(kept) for kept in found["sheets"]]
