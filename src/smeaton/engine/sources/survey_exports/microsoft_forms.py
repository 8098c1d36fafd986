"""Microsoft Forms: a workbook (or the same as CSV) whose first columns are the tool's own.

ID, Start time, Completion time, Email and Name come first, and Last modified time in newer exports; then one
column for each question, for each statement of a Likert question one with the statement as its heading.
Quizzes add columns of points and feedback. Where everybody may answer, Email holds “anonymous”. A heading
that stands twice gets a figure at its end, for the sheet is an Excel table.
"""

import re

from smeaton.engine.sources.survey_exports.building import build
from smeaton.engine.sources.survey_exports.sheet import Sheet
from smeaton.engine.sources.survey_exports.table import About, SurveyTable

_OWN: dict[str, About] = {
    "id": "respondent",
    "start time": "ignore",
    "completion time": "time",
    "email": "email",
    "name": "ignore",
    "last modified time": "ignore",
    "total points": "ignore",
    "quiz feedback": "ignore",
    "grade posted time": "ignore",
    "language": "ignore",
}
_QUIZ = re.compile(r"(points|feedback) [-–] ", re.IGNORECASE)
_FIRST = 11
"""The tool's own columns stand among the first; a question of the same name comes later."""


def recognises(sheet: Sheet) -> bool:
    """Whether the first row begins as Forms writes it."""
    first = [cell.casefold() for cell in sheet.rows[0][1][:_FIRST]]
    return first[:1] == ["id"] and {"start time", "completion time"} <= set(first)


def table(sheet: Sheet) -> SurveyTable:
    """The export as a table."""
    headings = [("", cell) for cell in sheet.rows[0][1]]
    seen: set[str] = set()

    def about(at: int, _code: str, words: str) -> About:
        key = words.casefold()
        if at < _FIRST and key in _OWN and key not in seen:
            seen.add(key)
            return _OWN[key]
        return "ignore" if _QUIZ.match(words) else ""

    return build("microsoft_forms", sheet, headings, first=1, about=about)
