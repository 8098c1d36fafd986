"""Qualtrics: three rows of headings – the question's code, its wording, and JSON with the import's name.

The third row tells what the tool's own columns are, in whatever language the second is. Older exports, and
files that somebody has tidied, lack the third row or both: they are known by their codes. Previews and spam
are no answers: their rows are set aside.
"""

import json
from collections.abc import Sequence

from smeaton.engine.sources.survey_exports.building import build
from smeaton.engine.sources.survey_exports.sheet import Sheet
from smeaton.engine.sources.survey_exports.table import About, SurveyTable

_OWN: dict[str, About] = {
    "startdate": "ignore",
    "enddate": "ignore",
    "status": "ignore",
    "ipaddress": "ignore",
    "progress": "ignore",
    "duration": "ignore",
    "duration (in seconds)": "ignore",
    "finished": "ignore",
    "recordeddate": "time",
    "_recordid": "respondent",
    "responseid": "respondent",
    "recipientlastname": "ignore",
    "recipientfirstname": "ignore",
    "recipientemail": "email",
    "externaldatareference": "ignore",
    "externalreference": "ignore",
    "locationlatitude": "ignore",
    "locationlongitude": "ignore",
    "distributionchannel": "ignore",
    "userlanguage": "ignore",
}
_NO_ANSWERS = {
    "1": "a preview of the survey, not somebody's answers",
    "survey preview": "a preview of the survey, not somebody's answers",
    "2": "a test, not somebody's answers",
    "survey test": "a test, not somebody's answers",
    "8": "Qualtrics holds it to be spam",
    "spam": "Qualtrics holds it to be spam",
}


def recognises(sheet: Sheet) -> bool:
    """Whether one of the first rows names imports, or the first has the codes of Qualtrics."""
    codes = {cell.casefold() for cell in sheet.rows[0][1]}
    return _imports(sheet) is not None or {"startdate", "responseid"} <= codes


def _imports(sheet: Sheet) -> int | None:
    """Which of the first rows holds the names of imports."""
    for place, (_, cells) in enumerate(sheet.rows[:3]):
        named = sum(_import_of(cell) != "" for cell in cells)
        if named and named >= sum(cell != "" for cell in cells) / 2:
            return place
    return None


def _import_of(cell: str) -> str:
    if not cell.startswith("{") or len(cell) > 500:
        return ""
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return ""
    name = found.get("ImportId") if isinstance(found, dict) else None
    return name if isinstance(name, str) else ""


def table(sheet: Sheet) -> SurveyTable:
    """The export as a table."""
    at = _imports(sheet)
    rows = [cells for _, cells in sheet.rows[:3]]
    codes = rows[0]
    names = [_import_of(cell) for cell in rows[at]] if at is not None else []
    words = rows[1] if (at == 2 if at is not None else _is_wording(rows)) else codes
    width = max(len(codes), len(words), len(names))
    codes, words, names = (row + [""] * (width - len(row)) for row in (codes, words, names))
    first = at + 1 if at is not None else 1 + (words is not codes and _is_wording(rows))

    def about(place: int, code: str, _words: str) -> About:
        known = _OWN.get(names[place].casefold() if names[place] else code.casefold())
        return known or ""

    keys = [(name or code).casefold() for name, code in zip(names, codes, strict=True)]
    status = keys.index("status") if "status" in keys else None

    def set_aside(cells: Sequence[str]) -> tuple[int, str] | None:
        reason = None if status is None else _NO_ANSWERS.get(cells[status].casefold())
        return None if status is None or reason is None else (status, reason)

    headings = [
        (code, word.removeprefix(f"{code} - ") if word != code else word)
        for code, word in zip(codes, words, strict=True)
    ]
    return build("qualtrics", sheet, headings, first=first, about=about, grids=True, set_aside=set_aside)


def _is_wording(rows: Sequence[Sequence[str]]) -> bool:
    """Without names of imports: whether the second row is wording, for it calls the start date by name."""
    if len(rows) < 2:
        return False
    codes = [cell.casefold() for cell in rows[0]]
    at = codes.index("startdate") if "startdate" in codes else None
    return at is not None and at < len(rows[1]) and rows[1][at].casefold().replace(" ", "") == "startdate"
