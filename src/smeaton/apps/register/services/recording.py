"""Facts that another package holds in tables of its own, entered the way a file is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from smeaton.apps.history.services import record
from smeaton.apps.register.services.entering import enter
from smeaton.apps.register.services.importing import FACTS_A_BATCH
from smeaton.apps.register.services.statements import Change, Statement, Tally
from smeaton.apps.register.services.trusts import derive_memberships
from smeaton.engine.sources import Fact
from smeaton.terms import Reach, Refused


@dataclass(frozen=True)
class FactsReport:
    """How many facts were entered, and what they changed."""

    facts: int
    created: int
    updated: int
    unchanged: int


@transaction.atomic
def record_facts(
    *, reach: Reach, facts: Iterable[Fact], source: str, observed_on: date, at: datetime
) -> FactsReport:
    """Enter typed facts; a second time nothing changes.

    `source` and `observed_on` say who describes the schools and trusts among them, as at which day. Outcomes
    bear the source and version of the table they were taken from, so that importing that table afterwards
    finds them unchanged. Raises `Refused` for anybody but the installation.
    """
    if not reach.everywhere:
        raise Refused(f"{reach.actor} may not enter facts into the register")
    statement, tally = Statement(source, None, observed_on), Tally()
    stated = list(enumerate(facts))
    for start in range(0, len(stated), FACTS_A_BATCH):
        enter(stated[start : start + FACTS_A_BATCH], statement, tally)
    derive_memberships(tally)
    changes = list(tally.changes.values())
    created, updated = changes.count(Change.CREATED), changes.count(Change.UPDATED)
    report = FactsReport(len(stated), created, updated, len(stated) - created - updated)
    if created or updated:
        record(
            reach=reach,
            action="entered",
            subject="register facts",
            subject_id=source,
            changes={"facts": report.facts, "created": created, "updated": updated},
            at=at,
        )
    return report
