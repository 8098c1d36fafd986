"""What a lead says to a package: each a reply that holds until withdrawn, and is taken in by a re-plan."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from smeaton.apps.history.services import record
from smeaton.apps.places.models import Department
from smeaton.apps.support.models import (
    Offer,
    Package,
    PackageItem,
    PackageVersion,
    PlanRun,
    PlanSettings,
    Reply,
    ReplyKind,
    Standing,
)
from smeaton.apps.support.queries.packages import item_key
from smeaton.apps.support.services.versions import newest_versions
from smeaton.terms import Permission, Reach

MOST_DAYS = 366


class ReplyRefused(ValueError):
    """A reply that is not taken. The message is a sentence for the lead; `field` names what it is about."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Said:
    """What is said: the kind, and according to it the item, an offer, days, a day, a reason.

    `item` is an item of the package (“offer-7”, “mentor-3”); `offer` the key of an offer of the catalogue:
    what a must or must not is about, or what a swap is for.
    """

    kind: ReplyKind
    item: str = ""
    offer: str = ""
    days: Decimal | None = None
    not_before: date | None = None
    reason: str = ""


@transaction.atomic
def reply(*, reach: Reach, department_id: int, version: int, said: Said, at: datetime) -> Reply:
    """Take in what the lead says to the version they read; what they said before of the same thing ends.

    Accepting makes the item agreed at once; everything else waits for a re-plan, whose task the caller
    enqueues on commit. `Refused` without REPLY_TO_PACKAGE over the department; `ReplyRefused` with a
    sentence where the version is not the newest any more, or what is said makes no sense.
    """
    department, newest = _locked(reach, department_id, version)
    item = _item(department, said.item) if said.item else None
    offer = _offer(department, said.offer) if said.offer else None
    _refuse_nonsense(department, said, item, offer)
    about = item.offer if item else offer
    mentor = item.mentor if item else None
    _end_earlier(department, said.kind, about, mentor.pk if mentor else None, at)
    made = Reply.objects.create(
        department=department,
        version=newest,
        kind=said.kind,
        offer=about,
        mentor=mentor,
        instead=offer if said.kind == ReplyKind.SWAP else None,
        days=said.days if said.kind == ReplyKind.CAP else None,
        not_before=said.not_before if said.kind == ReplyKind.LATER else None,
        reason=said.reason.strip(),
        said_by=reach.actor,
        said_at=at,
    )
    if said.kind == ReplyKind.ACCEPT and item is not None:
        _agree(made, [item])
    _record(reach, department, "replied", made, at)
    return made


@transaction.atomic
def accept_all(*, reach: Reach, department_id: int, version: int, at: datetime) -> int:
    """Accept every item that is still only proposed; returns how many. Refused as `reply` is."""
    department, newest = _locked(reach, department_id, version)
    items = [row for row in _items(department) if row.standing == Standing.PROPOSED]
    for item in items:
        mentor = item.mentor.pk if item.mentor else None
        _end_earlier(department, ReplyKind.ACCEPT, item.offer, mentor, at)
        made = Reply.objects.create(
            department=department,
            version=newest,
            kind=ReplyKind.ACCEPT,
            offer=item.offer,
            mentor=item.mentor,
            said_by=reach.actor,
            said_at=at,
        )
        _agree(made, [item])
        _record(reach, department, "replied", made, at)
    return len(items)


@transaction.atomic
def withdraw(*, reach: Reach, reply_id: int, at: datetime) -> bool:
    """Take a reply back; False where it holds no more already. A re-plan then takes that in.

    The caller enqueues its task on commit. `Refused` without REPLY_TO_PACKAGE over the department.
    """
    row = Reply.objects.select_related("department__school", "department__programme", "offer").get(
        pk=reply_id
    )
    department = row.department
    reach.require(Permission.REPLY_TO_PACKAGE, department.where)
    Department.objects.select_for_update(no_key=True).get(pk=department.pk)
    row = Reply.objects.get(pk=reply_id)
    if row.withdrawn_at is not None:
        return False
    row.withdrawn_at = at
    if row.kind == ReplyKind.ACCEPT:
        key = item_key(row.offer_id, row.mentor_id)
        items = [each for each in _items(department) if item_key(each.offer_id, each.mentor_id) == key]
        for each in items:
            if each.standing == Standing.AGREED:
                each.standing = Standing.PROPOSED
                each.save(update_fields=["standing"])
    else:
        row.answered_by, row.answer = None, ""
    row.save(update_fields=["withdrawn_at", "answered_by", "answer"])
    _record(reach, department, "withdrew a reply", row, at)
    return True


def agree_items(department_id: int) -> None:
    """Make agreed what is only proposed in the current package; in the caller's transaction."""
    current = Package.objects.filter(department=department_id, plan__current=True)
    PackageItem.objects.filter(package__in=current, standing=Standing.PROPOSED).update(
        standing=Standing.AGREED
    )


def _locked(reach: Reach, department_id: int, version: int) -> tuple[Department, PackageVersion]:
    department = (
        Department.objects.select_for_update(no_key=True, of=("self",))
        .select_related("school", "programme__place")
        .get(pk=department_id)
    )
    reach.require(Permission.REPLY_TO_PACKAGE, department.where)
    newest = newest_versions([department_id]).get(department_id)
    if newest is None:
        raise ReplyRefused("The hub has not sent this package yet, so there is nothing to reply to.")
    if newest.number != version:
        raise ReplyRefused(
            f"The package has changed since you opened it: version {newest.number} is the newest. "
            "Read what moved, then say it again."
        )
    return department, newest


def _items(department: Department) -> list[PackageItem]:
    rows = PackageItem.objects.filter(package__department=department, package__plan__current=True)
    return list(rows.select_related("offer", "mentor"))


def _item(department: Department, key: str) -> PackageItem:
    found = next((r for r in _items(department) if item_key(r.offer_id, r.mentor_id) == key), None)
    if found is None:
        raise ReplyRefused("This item is not in your package any more. Look at what is in it now.")
    return found


def _offer(department: Department, key: str) -> Offer:
    found = Offer.objects.filter(programme=department.programme_id, key=key, in_use=True).first()
    if found is None:
        raise ReplyRefused("Choose an offer from the catalogue.", "offer")
    return found


def _refuse_nonsense(
    department: Department, said: Said, item: PackageItem | None, offer: Offer | None
) -> None:
    kind = said.kind
    if kind in (ReplyKind.ACCEPT, ReplyKind.DECLINE, ReplyKind.SWAP, ReplyKind.LATER):
        if item is None:
            raise ReplyRefused("Say which item of the package you mean.")
        if item.standing == Standing.PAST:
            raise ReplyRefused("This has taken place already, so it cannot be changed.")
    if kind == ReplyKind.DECLINE and not said.reason.strip():
        raise ReplyRefused("Say why it does not fit, so that something better can be found.", "reason")
    if kind in (ReplyKind.SWAP, ReplyKind.MUST, ReplyKind.MUST_NOT) and offer is None:
        raise ReplyRefused("Choose an offer from the catalogue.", "offer")
    wanted = offer if kind in (ReplyKind.SWAP, ReplyKind.MUST) else None
    if wanted and any(row.offer_id == wanted.pk for row in _items(department)):
        raise ReplyRefused(f"{wanted.name} is in your package already.", "offer")
    if kind == ReplyKind.CAP and (said.days is None or not 0 <= said.days <= MOST_DAYS):
        raise ReplyRefused(f"Give the most release days as a number from 0 to {MOST_DAYS}.", "days")
    if kind == ReplyKind.LATER:
        _refuse_day(department, said.not_before)


def _refuse_day(department: Department, day: date | None) -> None:
    if day is None:
        raise ReplyRefused("Choose from when on it would fit.", "not_before")
    settings = PlanSettings.objects.filter(programme=department.programme_id).first()
    if settings and not settings.starts <= day <= settings.ends:
        raise ReplyRefused(
            f"Choose a day from {settings.starts:%-d %B %Y} to {settings.ends:%-d %B %Y}: "
            "the support is planned for that time.",
            "not_before",
        )


_AGAINST = frozenset({ReplyKind.DECLINE, ReplyKind.SWAP, ReplyKind.MUST_NOT})
_ENDS = {
    ReplyKind.ACCEPT: frozenset({ReplyKind.ACCEPT}) | _AGAINST,
    ReplyKind.DECLINE: frozenset(ReplyKind) - {ReplyKind.CAP},
    ReplyKind.SWAP: frozenset(ReplyKind) - {ReplyKind.CAP},
    ReplyKind.MUST_NOT: frozenset(ReplyKind) - {ReplyKind.CAP},
    ReplyKind.MUST: frozenset({ReplyKind.MUST}) | _AGAINST,
    ReplyKind.LATER: frozenset({ReplyKind.LATER}) | _AGAINST,
    ReplyKind.CAP: frozenset({ReplyKind.CAP}),
}
"""What each kind of reply ends of what was said before about the same thing."""


def _end_earlier(
    department: Department, kind: ReplyKind, offer: Offer | None, mentor: int | None, at: datetime
) -> None:
    """End what was said before of the same thing and does not go with this."""
    rows = Reply.objects.in_force().filter(department=department, kind__in=_ENDS[kind])
    if mentor is not None:
        rows = rows.filter(mentor=mentor)
    elif offer is not None:
        same = Q(offer=offer)
        if kind in _AGAINST:
            same |= Q(kind=ReplyKind.SWAP, instead=offer)
        rows = rows.filter(same)
    ended = list(rows.values_list("pk", flat=True))
    current = PlanRun.objects.filter(programme=department.programme_id, current=True).first()
    Reply.objects.filter(pk__in=ended, answered_by__isnull=True).update(answered_by=current)
    Reply.objects.filter(pk__in=ended).update(withdrawn_at=at, answer="")


def _agree(made: Reply, items: list[PackageItem]) -> None:
    for item in items:
        if item.standing == Standing.PROPOSED:
            item.standing = Standing.AGREED
            item.save(update_fields=["standing"])
    made.answered_by = PlanRun.objects.filter(packages__items__in=items).first()
    made.save(update_fields=["answered_by"])


def _record(reach: Reach, department: Department, action: str, row: Reply, at: datetime) -> None:
    record(
        reach=reach,
        action=action,
        subject="reply",
        subject_id=row.pk,
        place=department.programme.place_id,
        school=department.school_id,
        changes={
            "kind": str(row.kind),
            "offer": row.offer.key if row.offer else "",
            "mentor": row.mentor_id,
            "instead": row.instead.key if row.instead else "",
            "days": str(row.days) if row.days is not None else "",
            "not_before": row.not_before.isoformat() if row.not_before else "",
            "reason given": bool(row.reason),
        },
        at=at,
    )
