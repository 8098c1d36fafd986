"""Reads about people."""

from smeaton.apps.people.models import Person, User


def person_of(user: User) -> Person | None:
    """The person who signs in as `user`, where one is known."""
    try:
        return user.person
    except Person.DoesNotExist:
        return None
