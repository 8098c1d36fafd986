"""LimeSurvey: CSV whose headings are codes, wording, or both (“code. wording”), with HTML left in them.

Sub-questions stand in brackets, “question [row]” or “Q1[SQ001]”; a dual scale has a second pair. Columns that
nobody was shown are empty. The times at the end (“Question time: …”) are the tool's own.
"""

import re

from smeaton.engine.sources.survey_exports.building import build, plain_words
from smeaton.engine.sources.survey_exports.sheet import Sheet
from smeaton.engine.sources.survey_exports.table import About, SurveyTable

_OWN: dict[str, About] = {
    "response id": "respondent",
    "id": "respondent",
    "date submitted": "ignore",
    "submitdate": "ignore",
    "last page": "ignore",
    "lastpage": "ignore",
    "start language": "ignore",
    "startlanguage": "ignore",
    "seed": "ignore",
    "token": "ignore",
    "access code": "ignore",
    "date started": "time",
    "startdate": "time",
    "date last action": "ignore",
    "datestamp": "ignore",
    "ip address": "ignore",
    "ipaddr": "ignore",
    "referrer url": "ignore",
    "refurl": "ignore",
    "total time": "ignore",
    "interviewtime": "ignore",
    "email address": "email",
    "email": "email",
    "first name": "ignore",
    "firstname": "ignore",
    "last name": "ignore",
    "lastname": "ignore",
}
_FIRST = 16
_CODED = re.compile(r"^(?P<code>[A-Za-z]\w{0,40}(?:\[[^\[\]]{1,40}\])*)\.\s+(?P<words>.+)$", re.DOTALL)
_CODE = re.compile(r"[A-Za-z]\w{0,40}(?:\[\w{1,40}\])*(?:_\w+)?")


def recognises(sheet: Sheet) -> bool:
    """Whether the first row has the tool's own columns, in words or by their codes."""
    first = {_own_key(cell) for cell in sheet.rows[0][1][:_FIRST]}
    named = {"response id", "id"} & first
    return bool(named) and len({"last page", "lastpage", "start language", "startlanguage"} & first) > 1


def _own_key(cell: str) -> str:
    coded = _CODED.match(cell)
    return (coded["words"] if coded else cell).strip().casefold()


def table(sheet: Sheet) -> SurveyTable:
    """The export as a table."""
    written = [plain_words(cell) for cell in sheet.rows[0][1]]
    questions = [cell for cell in written if cell.casefold() not in _OWN]
    both = sum(_CODED.match(cell) is not None for cell in questions) > len(questions) / 2
    headings = [_divided(cell) if both else (cell if _CODE.fullmatch(cell) else "", cell) for cell in written]
    seen: set[str] = set()

    def about(at: int, code: str, words: str) -> About:
        key = words.casefold() if words.casefold() in _OWN else code.casefold()
        known = _OWN.get(key) if at < _FIRST or key in ("total time", "interviewtime") else None
        if known in ("respondent", "time", "email"):
            known = "ignore" if known in seen else known
            seen.add(known)
        return known or ("ignore" if re.match(r"(group|question) ?time|filecount", words, re.I) else "")

    return build("limesurvey", sheet, headings, first=1, about=about, grids=True)


def _divided(cell: str) -> tuple[str, str]:
    found = _CODED.match(cell)
    return (found["code"], found["words"]) if found else ("", cell)
