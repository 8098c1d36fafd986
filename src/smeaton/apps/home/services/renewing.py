"""What is kept under the installation's key, put under the present one: afterwards earlier keys can go."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.db import transaction

from smeaton.apps.history.services import record
from smeaton.apps.needs.services.renewing import renew_codes
from smeaton.terms import Reach, Refused

_ENCRYPTED = ("secret", "seed")


@dataclass(frozen=True)
class Renewed:
    """How many second factors were encrypted anew, and how many responses have a new code."""

    factors: int
    responses: int


@transaction.atomic
def renew_secrets(*, reach: Reach) -> Renewed:
    """Encrypt second factors anew and give responses their code of the present key; recorded.

    Only the installation itself does so. What letters hold is signed and cannot be changed: their links end
    when the key that signed them is left out.
    """
    if not reach.everywhere:
        raise Refused(f"{reach.actor} may not renew secrets")
    factors = 0
    for row in Authenticator.objects.select_for_update(no_key=True).order_by("pk"):
        held = {name: encrypt(decrypt(row.data[name])) for name in _ENCRYPTED if name in row.data}
        if held:
            row.data = {**row.data, **held}
            row.save(update_fields=["data"])
            factors += 1
    renewed = Renewed(factors, renew_codes(reach=reach))
    record(
        reach=reach,
        action="renewed",
        subject="secrets",
        subject_id="site",
        changes={"second factors": renewed.factors, "responses": renewed.responses},
    )
    return renewed
