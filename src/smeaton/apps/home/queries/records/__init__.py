"""The registry of records: what each model holds about people, how it is found, how long it is kept."""

from smeaton.apps.home.queries.records.entry import By, Fate, Lookup, Record
from smeaton.apps.home.queries.records.levels import LEVEL_OF, PROTECTIONS, Level, Protection
from smeaton.apps.home.queries.records.registry import BASES, RECORDS
from smeaton.apps.home.queries.records.subject import Subject

__all__ = [
    "BASES",
    "LEVEL_OF",
    "PROTECTIONS",
    "RECORDS",
    "By",
    "Fate",
    "Level",
    "Lookup",
    "Protection",
    "Record",
    "Subject",
]
