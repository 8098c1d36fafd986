"""Agreements of somebody's own trust or school, for the pages on which they start."""

from dataclasses import dataclass
from datetime import date

from smeaton.apps.access.models import Agreement
from smeaton.apps.access.queries.agreements import AgreementState, state_of
from smeaton.terms import Permission, Reach


@dataclass(frozen=True)
class ToSign:
    """An agreement of somebody's own trust or school, for the page on which they start."""

    pk: int
    party: str
    programme_id: int
    programme: str
    state: AgreementState


def agreements_to_sign(reach: Reach, today: date) -> list[ToSign]:
    """Of every programme the newest agreement with whom the reach signs for, what waits first: one query.

    Also for whoever signs on the programme's word: of a trust's or a school's people, who reads it signs.
    """
    over = reach.scopes(Permission.VIEW_AGREEMENTS)
    if not over.trusts and not over.schools:
        return []
    every = Agreement.objects.select_related("trust", "school", "programme")
    rows = every.filter(trust__in=over.trusts) | every.filter(school__in=over.schools)
    newest = {(row.programme_id, row.trust_id, row.school_id): row for row in rows.order_by("number")}
    found = [
        ToSign(
            row.pk, str(row.trust or row.school), row.programme_id, row.programme.name, state_of(row, today)
        )
        for row in newest.values()
    ]
    return sorted(found, key=lambda each: (each.state is not AgreementState.WAITING, each.party, each.pk))
