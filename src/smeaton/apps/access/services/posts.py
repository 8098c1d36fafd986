"""Posts: taken up, moved from one school to another, ended; and what ends with them."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.access.services.granting import end_grant, grant, where_of
from smeaton.apps.history.services import record
from smeaton.apps.people.models import Post
from smeaton.terms import ROLES, Permission, Reach, Role, ScopeKind


@transaction.atomic
def start_post(
    *,
    reach: Reach,
    person: int,
    title: str,
    scope: ScopeKind,
    key: int,
    starts: date,
    place: int | None = None,
) -> Post:
    """Give somebody a post at a school or a trust. `Refused` without MANAGE_PEOPLE there.

    `place` is where the reach stands. A post gives no access: that is what grants are for.
    """
    if scope not in (ScopeKind.SCHOOL, ScopeKind.TRUST):
        raise ValueError("A post is at a school or at a trust.")
    reach.require(Permission.MANAGE_PEOPLE, where_of(scope, key, place=place))
    row = Post.objects.create(
        person_id=person,
        title=title,
        school_id=key if scope is ScopeKind.SCHOOL else None,
        trust_id=key if scope is ScopeKind.TRUST else None,
        starts=starts,
    )
    _record(reach, row, "started", place, {"starts": starts.isoformat()})
    return row


@transaction.atomic
def leave(
    *, reach: Reach, person: int, scope: ScopeKind, key: int, on: date, place: int | None = None
) -> int:
    """Somebody leaves a school or a trust: their posts and roles there end; `on` is the last day.

    To end them at once, give the day before. Roles of the programme held there as a guest (a mentor's) stay.
    Posts and roles elsewhere stay, and so does the person's own record. Returns how many roles ended.
    `Refused` without MANAGE_PEOPLE there, and where somebody holds a role that the reach could not give.
    """
    where = where_of(scope, key, place=place)
    reach.require(Permission.MANAGE_PEOPLE, where)
    there = {scope.value: key}
    posts = Post.objects.select_for_update(no_key=True, of=("self",))
    for post in posts.filter(_lasting(on), person=person, **there):
        _record(reach, post, "ended", place, {"ends": on.isoformat()})
        if post.starts > on:
            post.delete()
        else:
            post.ends = on
            post.save(update_fields=["ends"])
    grants = GrantRecord.objects.filter(_lasting(on), person=person, **there)
    own = [row.pk for row in grants if not ROLES[Role(row.role)].of_programme]
    for grant_id in own:
        end_grant(reach=reach, grant_id=grant_id, on=on, place=place)
    return len(own)


@transaction.atomic
def move(
    *, reach: Reach, person: int, school: int, to: int, on: date, starts: date, place: int | None = None
) -> None:
    """Somebody moves from one school to another: the same person, with their record.

    What they are and may do at `school` ends after the day `on`, and begins at the school `to` on `starts`.
    `Refused` for whoever could not do both. ValueError where they have no post at `school`.
    """
    post = Post.objects.filter(_lasting(on), person=person, school=school).order_by("-starts").first()
    if post is None:
        raise ValueError("They hold no post at this school.")
    grants = GrantRecord.objects.filter(_lasting(on), person=person, school=school)
    roles = {Role(row.role) for row in grants if not ROLES[Role(row.role)].of_programme}
    leave(reach=reach, person=person, scope=ScopeKind.SCHOOL, key=school, on=on, place=place)
    start_post(
        reach=reach,
        person=person,
        title=post.title,
        scope=ScopeKind.SCHOOL,
        key=to,
        starts=starts,
        place=place,
    )
    for role in sorted(roles, key=list(Role).index):
        grant(
            reach=reach,
            person=person,
            role=role,
            scope=ScopeKind.SCHOOL,
            key=to,
            starts=starts,
            place=place,
        )


def _lasting(on: date) -> Q:
    """What would go on after that day."""
    return Q(ends__isnull=True) | Q(ends__gt=on)


def _record(reach: Reach, post: Post, action: str, place: int | None, changes: dict[str, object]) -> None:
    record(
        reach=reach,
        action=action,
        subject="post",
        subject_id=post.pk,
        place=place,
        school=post.school_id,
        changes={"person": post.person_id, "trust": post.trust_id, **changes},
    )
