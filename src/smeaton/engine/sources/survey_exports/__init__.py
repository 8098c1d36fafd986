"""Exports of other survey tools: bytes → table → what each column holds → people with their answers.

`read_safely` reads an upload; `propose` says what its columns hold; `take` gives people and what is left out.
"""

from smeaton.engine.sources.survey_exports.asked import (
    ONE_EACH,
    ROLES,
    DepartmentNamed,
    Given,
    ItemWording,
    VignetteWording,
    Wordings,
)
from smeaton.engine.sources.survey_exports.mapping import (
    ColumnMapping,
    Proposal,
    answer_groups,
    clashes,
    propose,
    propose_values,
)
from smeaton.engine.sources.survey_exports.safely import Limits, read_safely
from smeaton.engine.sources.survey_exports.table import Column, LeftOut, SurveyTable, distinct
from smeaton.engine.sources.survey_exports.taking import PersonRead, Taken, take
from smeaton.engine.sources.survey_exports.values import VALUES

__all__ = [
    "ONE_EACH",
    "ROLES",
    "VALUES",
    "Column",
    "ColumnMapping",
    "DepartmentNamed",
    "Given",
    "ItemWording",
    "LeftOut",
    "Limits",
    "PersonRead",
    "Proposal",
    "SurveyTable",
    "Taken",
    "VignetteWording",
    "Wordings",
    "answer_groups",
    "clashes",
    "distinct",
    "propose",
    "propose_values",
    "read_safely",
    "take",
]
