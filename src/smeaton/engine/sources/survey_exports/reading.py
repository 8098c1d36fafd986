"""Bytes → the typed table, in this process. Uploads go through `safely.read_safely` instead."""

from smeaton.engine.sources.facts import Unusable
from smeaton.engine.sources.survey_exports.csv_text import read_csv
from smeaton.engine.sources.survey_exports.kind import table_of
from smeaton.engine.sources.survey_exports.sheet import Sheet
from smeaton.engine.sources.survey_exports.table import SurveyTable
from smeaton.engine.sources.survey_exports.workbook import read_workbook

LARGEST = 10 << 20
"""Bytes of an upload."""

_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def read_export(content: bytes) -> SurveyTable:
    """The export in these bytes, CSV or Excel. `Unusable`, with a sentence, where there is none."""
    return table_of(read_cells(content))


def read_cells(content: bytes) -> Sheet:
    """The cells of a CSV file or workbook. `Unusable`, with a sentence, where there is nothing to read.

    The sentence names row and column where it is about a cell, else it says what the file as a whole is.
    """
    if len(content) > LARGEST:
        raise Unusable(
            f"The file is {len(content) >> 20} MB large; at most {LARGEST >> 20} MB are read. Delete the "
            "columns that are not needed, or divide it."
        )
    if content.startswith(_OLD_WORKBOOK):
        raise Unusable(
            "This is an Excel workbook in the old format (.xls), or one with a password. Save it as .xlsx "
            "without a password, or as “CSV UTF-8”, and upload that."
        )
    return read_workbook(content) if content.startswith(b"PK") else read_csv(content)


def answer(content: bytes) -> dict[str, object]:
    """What the reading process hands back: {"table": …}. `Unusable` as in `read_export`."""
    return {"table": read_export(content).to_json()}
