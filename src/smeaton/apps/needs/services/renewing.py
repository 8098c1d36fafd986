"""Answers under the installation's present key, so that an earlier one can be forgotten."""

from django.db import transaction

from smeaton.apps.needs.models import Invitation, Response
from smeaton.apps.needs.queries.links import earlier_codes, respondent_code
from smeaton.terms import Reach, Refused

BATCH = 500


@transaction.atomic
def renew_codes(*, reach: Reach) -> int:
    """Put each response that stands under the code of an earlier key under the present one; returns how many.

    Only the installation itself does so; `home` records it. Nobody's answers change, and nothing is kept
    that would join them to a name. Responses of an imported file keep their codes: the file is gone.
    """
    if not reach.everywhere:
        raise Refused(f"{reach.actor} may not renew codes")
    renewed, codes = 0, dict[str, str]()
    for invitation in Invitation.objects.order_by("pk").iterator(chunk_size=BATCH):
        codes |= dict.fromkeys(earlier_codes(invitation), respondent_code(invitation))
        if len(codes) >= BATCH:
            renewed += _put(codes)
            codes = {}
    return renewed + _put(codes)


def _put(codes: dict[str, str]) -> int:
    rows = list(Response.objects.filter(respondent__in=codes).select_for_update(no_key=True))
    for row in rows:
        row.respondent = codes[row.respondent]
    Response.objects.bulk_update(rows, ["respondent"], batch_size=BATCH)
    return len(rows)
