"""Reads about people."""

from smeaton.apps.people.models import Person, User


def person_of(user: User) -> Person | None:
    """The person who signs in as `user`, where one is known."""
    return Person.objects.filter(user=user).first()
