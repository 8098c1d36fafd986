"""Workbooks that somebody fills in by hand: bytes → every sheet's rows as text, with their row numbers.

`read_sheets_safely` reads an upload in a limited process.
"""

from smeaton.engine.sources.sheets.reading import FilledSheet, letters, read_sheets
from smeaton.engine.sources.sheets.safely import read_sheets_safely

__all__ = ["FilledSheet", "letters", "read_sheets", "read_sheets_safely"]
