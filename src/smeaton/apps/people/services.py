"""Writes about people."""

from datetime import date

from django.db import transaction

from smeaton.apps.history.services import record
from smeaton.apps.people.models import Person, Post, User
from smeaton.terms import Reach, Refused


@transaction.atomic
def add_person(
    *,
    reach: Reach,
    name: str,
    email: str | None = None,
    password: str | None = None,
    title: str = "",
    school: int | None = None,
    trust: int | None = None,
    starts: date | None = None,
) -> Person:
    """Add a person, with a login where an email address is given and a post where a title is.

    Only the installation itself (a command) adds people so far; `Refused` for anybody else.
    `title` needs `starts` and exactly one of `school` (a URN) and `trust` (a key). History keeps the person's
    number, never the name or the address: those must go when the person is erased.
    """
    if not reach.everywhere:
        raise Refused(f"{reach.actor} may not add people")
    user = User.objects.create_user(email, password) if email else None
    person = Person.objects.create(user=user, name=name)
    if title:
        if starts is None:
            raise ValueError("a post needs the day on which it starts")
        Post.objects.create(person=person, title=title, school_id=school, trust_id=trust, starts=starts)
    record(
        reach=reach,
        action="added",
        subject="person",
        subject_id=person.pk,
        school=school,
        changes={"title": title},
    )
    return person


@transaction.atomic
def change_password(*, reach: Reach, user_id: int, password: str) -> None:
    """Set somebody's password, which ends their sessions; only the installation itself does so for others."""
    user = _login(reach, user_id)
    user.set_password(password)
    user.save(update_fields=["password"])
    record(reach=reach, action="set password", subject="sign-in", subject_id=user_id)


@transaction.atomic
def close_login(*, reach: Reach, user_id: int) -> None:
    """Close a login, which ends its sessions. Only the installation itself does so far."""
    user = _login(reach, user_id)
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(reach=reach, action="closed", subject="sign-in", subject_id=user_id)


def _login(reach: Reach, user_id: int) -> User:
    if not reach.everywhere:
        raise Refused(f"{reach.actor} may not change another's login")
    return User.objects.select_for_update(no_key=True).get(pk=user_id)
