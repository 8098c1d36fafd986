"""Which tool wrote an export: told by its headings, the most particular first."""

from collections.abc import Callable
from dataclasses import dataclass

from smeaton.engine.sources.survey_exports import google_forms, limesurvey, microsoft_forms, plain, qualtrics
from smeaton.engine.sources.survey_exports.sheet import Sheet
from smeaton.engine.sources.survey_exports.table import SurveyTable


@dataclass(frozen=True)
class Tool:
    """How one tool's exports are recognised and read."""

    recognises: Callable[[Sheet], bool]
    table: Callable[[Sheet], SurveyTable]


TOOLS = (
    Tool(qualtrics.recognises, qualtrics.table),
    Tool(microsoft_forms.recognises, microsoft_forms.table),
    Tool(limesurvey.recognises, limesurvey.table),
    Tool(google_forms.recognises, google_forms.table),
    Tool(plain.recognises, plain.table),
)


def table_of(sheet: Sheet) -> SurveyTable:
    """The sheet as the export of the first tool that recognises it."""
    return next(tool.table(sheet) for tool in TOOLS if tool.recognises(sheet))
