"""Google Forms: a CSV file (or its sheet as a workbook) that begins with “Timestamp”.

The rows of a grid are columns of their own, “question [row]”. An address that the form collected stands under
“Email Address” or “Username”. A quiz has “Score” and, for each question, “[Score]” and “[Feedback]” columns.
"""

import re

from smeaton.engine.sources.survey_exports.building import build
from smeaton.engine.sources.survey_exports.sheet import Sheet
from smeaton.engine.sources.survey_exports.table import About, SurveyTable

_ADDRESS = frozenset({"email address", "username", "email"})
_QUIZ = re.compile(r"\[(score|feedback)\]$", re.IGNORECASE)


def recognises(sheet: Sheet) -> bool:
    """Whether the first heading is Google's."""
    return sheet.rows[0][1][0].casefold() == "timestamp"


def table(sheet: Sheet) -> SurveyTable:
    """The export as a table."""
    headings = [("", cell) for cell in sheet.rows[0][1]]

    def about(at: int, _code: str, words: str) -> About:
        if at == 0:
            return "time"
        if at <= 2 and words.casefold() in _ADDRESS:
            return "email"
        return "ignore" if _QUIZ.search(words) or (at <= 2 and words.casefold() == "score") else ""

    return build("google_forms", sheet, headings, first=1, about=about, grids=True)
