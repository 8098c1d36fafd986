"""Giving and ending grants; inviting and joining; posts; staff lists; what trusts agree to share."""

from smeaton.apps.access.services.agreeing import (
    AgreementRefused,
    propose_agreement,
    review_agreement,
    sign_agreement,
    withdraw_agreement,
)
from smeaton.apps.access.services.granting import end_grant, grant, where_of
from smeaton.apps.access.services.inviting import (
    InvitationRefused,
    Named,
    invite,
    invite_school,
    send_again,
    send_all,
    withdraw_invitation,
)
from smeaton.apps.access.services.joining import Joined, JoiningRefused, accept_invitation
from smeaton.apps.access.services.posts import leave, move, start_post

__all__ = [
    "AgreementRefused",
    "InvitationRefused",
    "Joined",
    "JoiningRefused",
    "Named",
    "accept_invitation",
    "end_grant",
    "grant",
    "invite",
    "invite_school",
    "leave",
    "move",
    "propose_agreement",
    "review_agreement",
    "send_again",
    "send_all",
    "sign_agreement",
    "start_post",
    "where_of",
    "withdraw_agreement",
    "withdraw_invitation",
]
