"""Reads about people."""

from smeaton.apps.people.models import Person, User


def person_of(user: User) -> Person | None:
    """The person who signs in as `user`, where one is known."""
    try:
        return user.person
    except Person.DoesNotExist:
        return None


def user_with_address(address: str) -> User | None:
    """The user who may sign in with this address, and no other whose address only looks like it.

    ASCII letters are the same in either case; every other sign is only itself, whatever a database or
    Unicode folds together. One query whether there is a user or not; None for one who is not active.
    """
    wanted = _folded(address)
    found = User.objects.filter(email__iexact=wanted)
    return next((user for user in found if user.is_active and _folded(user.email) == wanted), None)


def _folded(address: str) -> str:
    return address.strip().translate(_SMALL)


_SMALL = {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}
