"""Any other table with one person a row: headings in one row, answers below."""

from smeaton.engine.sources.survey_exports.building import build
from smeaton.engine.sources.survey_exports.sheet import Sheet
from smeaton.engine.sources.survey_exports.table import About, SurveyTable

_LOOKED_AT = 20
_RESPONDENT = frozenset(
    {"respondent", "respondent id", "response id", "responseid", "participant", "user id"}
)
_EMAIL = frozenset({"email", "e-mail", "email address", "e-mail address", "your email"})
_TIME = frozenset({"timestamp", "date", "date submitted", "submitted at", "submitted", "completion time"})


def recognises(sheet: Sheet) -> bool:
    """Always: what no other tool wrote is read as a plain table."""
    return bool(sheet.rows)


def table(sheet: Sheet) -> SurveyTable:
    """The table; lines above the headings, such as a title, are passed over and said so."""
    widths = [sum(cell != "" for cell in cells) for _, cells in sheet.rows[:_LOOKED_AT]]
    at = next(place for place, width in enumerate(widths) if width > max(widths) / 2)
    number, cells = sheet.rows[at]
    if at:
        sheet.notes.append(f"What stands above row {number:,} was passed over: the headings are in that row.")
    seen: set[str] = set()

    def about(_at: int, _code: str, words: str) -> About:
        for known, names in (("respondent", _RESPONDENT), ("email", _EMAIL), ("time", _TIME)):
            if words.casefold() in names and known not in seen:
                seen.add(known)
                return known  # type: ignore[return-value]
        return ""

    return build("plain", sheet, [("", cell) for cell in cells], first=at + 1, about=about, grids=True)
