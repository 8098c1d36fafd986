"""Who there is: users who sign in, persons, the posts they hold, and what they may ask about their record."""

from smeaton.apps.people.models.correction_request import CorrectionRequest
from smeaton.apps.people.models.legal_hold import LegalHold
from smeaton.apps.people.models.person import ERASED, Person
from smeaton.apps.people.models.post import Post
from smeaton.apps.people.models.user import User

__all__ = ["ERASED", "CorrectionRequest", "LegalHold", "Person", "Post", "User"]
