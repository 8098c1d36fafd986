"""Published figures: keyed by source and version, so that two sources never overwrite each other."""

from smeaton.apps.register.models import Outcome
from smeaton.apps.register.services.schools import Stated
from smeaton.apps.register.services.statements import Change, Statement, Tally
from smeaton.engine.sources import ENGLAND, OutcomeFact
from smeaton.terms import Status
from smeaton.terms.school import SMALLEST_URN

_Key = tuple[int, str, int, str, str, str, str]
_Said = tuple[str, bool, float, str]
"""Day, whether there is a value, the value, the status: of two statements of one key the greater stands."""


def enter_outcomes(stated: Stated, statement: Statement, tally: Tally) -> None:
    """Keep the figures. Of two that share a key and differ, the later published stands (docs/adr/0004)."""
    facts = [(line, fact) for line, fact in stated if isinstance(fact, OutcomeFact)]
    if not facts:
        return
    have = _existing([fact for _, fact in facts])
    to_write: dict[_Key, OutcomeFact] = {}
    for line, fact in facts:
        key = _key(fact)
        new = _said(fact, statement.day)
        old = have.get(key)
        if old is not None and old >= new:
            if old[1:] != new[1:]:
                tally.contradicted += 1
            continue
        have[key] = new
        to_write[key] = fact
        if old is None:
            tally.note(line, Change.CREATED)
        elif old[1:] != new[1:]:
            tally.contradicted += old[0] == new[0]
            tally.note(line, Change.UPDATED)
    Outcome.objects.bulk_create(
        [_row(fact, statement) for fact in to_write.values()],
        update_conflicts=True,
        unique_fields=["about", "source", "year", "stage", "version", "measure", "group"],
        update_fields=["status", "value", "as_of"],
    )


def _key(fact: OutcomeFact) -> _Key:
    return fact.about, fact.source, fact.year, fact.stage, fact.version, fact.measure, fact.group


def _said(fact: OutcomeFact, day: str) -> _Said:
    value = fact.reported.value
    return day, value is not None, value or 0.0, fact.reported.status.value


def _existing(facts: list[OutcomeFact]) -> dict[_Key, _Said]:
    rows = Outcome.objects.filter(
        about__in={fact.about for fact in facts},
        source__in={fact.source for fact in facts},
        year__in={fact.year for fact in facts},
        stage__in={fact.stage for fact in facts},
        version__in={fact.version for fact in facts},
        measure__in={fact.measure for fact in facts},
    ).order_by()
    return {
        (about, source, year, stage, version, measure, group): (
            as_of.isoformat() if as_of else "",
            status == Status.VALUE,
            value or 0.0,
            status,
        )
        for about, source, year, stage, version, measure, group, status, value, as_of in rows.values_list(
            "about", "source", "year", "stage", "version", "measure", "group", "status", "value", "as_of"
        ).iterator(chunk_size=5_000)
    }


def _row(fact: OutcomeFact, statement: Statement) -> Outcome:
    return Outcome(
        about=fact.about,
        school_id=fact.about if fact.about >= SMALLEST_URN else None,
        authority_id=fact.about if 0 < fact.about < SMALLEST_URN else None,
        england=fact.about == ENGLAND,
        year=fact.year,
        stage=fact.stage,
        measure=fact.measure,
        group=fact.group,
        status=fact.reported.status.value,
        value=fact.reported.value,
        source=fact.source,
        version=fact.version,
        as_of=statement.as_of,
    )
