"""Bytes → typed facts: the public files about schools and their outcomes. `read` is the one verb."""

from smeaton.engine.sources.cells import name_key
from smeaton.engine.sources.facts import (
    ENGLAND,
    AuthorityFact,
    EligibilityFact,
    Fact,
    Ignored,
    Line,
    LinkFact,
    OutcomeFact,
    Rejected,
    SchoolFact,
    Taken,
    TrustFact,
    TrustNamed,
    Unusable,
)
from smeaton.engine.sources.naming import UNSTATED, VERSIONS
from smeaton.engine.sources.reading import KINDS, SourceFile, read

__all__ = [
    "ENGLAND",
    "KINDS",
    "UNSTATED",
    "VERSIONS",
    "AuthorityFact",
    "EligibilityFact",
    "Fact",
    "Ignored",
    "Line",
    "LinkFact",
    "OutcomeFact",
    "Rejected",
    "SchoolFact",
    "SourceFile",
    "Taken",
    "TrustFact",
    "TrustNamed",
    "Unusable",
    "name_key",
    "read",
]
