"""Giving and ending grants; what trusts agree to share."""

from smeaton.apps.access.services.agreeing import (
    AgreementRefused,
    propose_agreement,
    review_agreement,
    sign_agreement,
    withdraw_agreement,
)
from smeaton.apps.access.services.granting import end_grant, grant, where_of

__all__ = [
    "AgreementRefused",
    "end_grant",
    "grant",
    "propose_agreement",
    "review_agreement",
    "sign_agreement",
    "where_of",
    "withdraw_agreement",
]
