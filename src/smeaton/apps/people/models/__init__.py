"""Who there is: users who sign in, persons, and the posts they hold."""

from smeaton.apps.people.models.person import Person
from smeaton.apps.people.models.post import Post
from smeaton.apps.people.models.user import User

__all__ = ["Person", "Post", "User"]
