"""A department's package as it is owned: its versions, who signed them, what its lead has replied."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from smeaton.apps.needs.queries.levels import names_of
from smeaton.apps.support.models import PackageVersion, Party, PlanRun, Reply, ReplyKind
from smeaton.apps.support.queries.contents import view_of
from smeaton.apps.support.queries.packages import PackageView, item_key, package_of
from smeaton.apps.support.queries.priorities import agreed_priorities
from smeaton.apps.support.queries.shown import unnamed, with_hidden
from smeaton.terms import Permission, Reach

ORDER = (Party.LEAD, Party.HEAD, Party.HUB)
"""The order in which a package is signed."""


@dataclass(frozen=True)
class Signature:
    """Who signed, as what and when."""

    party: Party
    name: str
    at: datetime


@dataclass(frozen=True)
class VersionCard:
    """One version: its number, what moved since the one before, who signed it."""

    pk: int
    number: int
    made_at: datetime
    moved: Mapping[str, Any]
    signatures: tuple[Signature, ...]
    content: Mapping[str, Any]

    @property
    def next_party(self) -> Party | None:
        """Who signs next; None where everybody has."""
        signed = {signature.party for signature in self.signatures}
        return next((party for party in ORDER if party not in signed), None)

    @property
    def signed(self) -> bool:
        """Whether everybody has signed: then it is agreed."""
        return self.next_party is None


@dataclass(frozen=True)
class ReplyCard:
    """One reply: what was said about what, and what came of it. `waiting`: no plan has taken it in yet."""

    pk: int
    kind: ReplyKind
    item: str
    about: str
    instead: str
    days: float | None
    not_before: date | None
    reason: str
    said_at: datetime
    withdrawn: bool
    waiting: bool
    answer: str

    @property
    def refused(self) -> bool:
        """Whether it was found impossible: it holds no more, and its answer says why."""
        return self.withdrawn and bool(self.answer)


@dataclass(frozen=True)
class OwnedPackage:
    """A package with its versions. `view` is what was sent last, or where nothing was, what is planned.

    `standings` of items are those of today. `replies` are those in force and those just refused, the latest
    first; `at_work` is the run that takes waiting ones in, where one does.
    """

    view: PackageView
    versions: tuple[VersionCard, ...]
    replies: tuple[ReplyCard, ...]
    priorities: tuple[str, ...]
    at_work: int | None
    dropped: bool = False
    """Whether something was sent, and the current plan holds nothing for the department any more."""

    @property
    def latest(self) -> VersionCard | None:
        """The version that holds: the newest."""
        return self.versions[0] if self.versions else None

    @property
    def waiting(self) -> tuple[ReplyCard, ...]:
        """Replies (and withdrawals) that no plan has taken in yet."""
        return tuple(reply for reply in self.replies if reply.waiting)

    def version(self, number: int) -> VersionCard | None:
        """The version of that number."""
        return next((card for card in self.versions if card.number == number), None)


def owned_package(department_id: int, reach: Reach) -> OwnedPackage:
    """The package of a department with its versions and replies; `Refused` without VIEW_PACKAGE there."""
    department, hidden = with_hidden(department_id, reach)
    reach.require(Permission.VIEW_PACKAGE, department.where)
    live = package_of(department, reach, hidden)
    versions = cards_of(
        PackageVersion.objects.filter(department=department_id)
        .order_by("-number")
        .prefetch_related("sign_offs")
    )
    busy = PlanRun.objects.filter(programme=department.programme_id).live().order_by("id").first()
    owned = OwnedPackage(
        view=_today(view_of(versions[0].content), live) if versions else live,
        versions=versions,
        replies=replies_of(department_id),
        priorities=agreed_priorities([department_id]).get(department_id, ()),
        at_work=busy.pk if busy else None,
        dropped=bool(versions) and live.plan_id is None,
    )
    return unnamed(owned, hidden)


def sent_package(department_id: int, reach: Reach) -> tuple[VersionCard, PackageView] | None:
    """The newest version as it was sent, in two queries; None where nothing was. Refused as above."""
    department, hidden = with_hidden(department_id, reach)
    reach.require(Permission.VIEW_PACKAGE, department.where)
    row = PackageVersion.objects.filter(department=department_id).order_by("-number").first()
    if row is None:
        return None
    sent = VersionCard(row.pk, row.number, row.made_at, row.moved, (), row.content), view_of(row.content)
    return unnamed(sent, hidden)


def cards_of(rows: Iterable[PackageVersion]) -> tuple[VersionCard, ...]:
    """Versions with their signatures, in the order given."""
    found = list(rows)
    signed: dict[int, list[Any]] = {row.pk: [] for row in found}
    for row in found:
        signed[row.pk] = list(row.sign_offs.all())
    names = names_of(each.signed_by for each_of in signed.values() for each in each_of)
    return tuple(
        VersionCard(
            row.pk,
            row.number,
            row.made_at,
            row.moved,
            tuple(
                Signature(Party(s.party), names.get(s.signed_by, f"the {s.party}"), s.signed_at)
                for s in sorted(signed[row.pk], key=lambda s: ORDER.index(Party(s.party)))
            ),
            row.content,
        )
        for row in found
    )


def replies_of(department_id: int) -> tuple[ReplyCard, ...]:
    """Replies in force or waiting, and those that were refused since the last version; the latest first."""
    rows = (
        Reply.objects.filter(department=department_id)
        .select_related("offer", "mentor__department__school", "instead", "version")
        .order_by("-id")
    )
    newest = max((row.version.number for row in rows), default=0)
    return tuple(
        _card(row)
        for row in rows
        if row.withdrawn_at is None
        or row.answered_by_id is None
        or (row.answer and row.version.number == newest)
    )


def _card(row: Reply) -> ReplyCard:
    about = row.offer.name if row.offer else ""
    if row.mentor:
        about = f"mentoring by {row.mentor.role}, {row.mentor.department.school.name}"
    return ReplyCard(
        pk=row.pk,
        kind=ReplyKind(row.kind),
        item=item_key(row.offer_id, row.mentor_id) if row.offer_id or row.mentor_id else "",
        about=about,
        instead=row.instead.name if row.instead else "",
        days=None if row.days is None else float(row.days),
        not_before=row.not_before,
        reason=row.reason,
        said_at=row.said_at,
        withdrawn=row.withdrawn_at is not None,
        waiting=row.answered_by_id is None,
        answer=row.answer,
    )


def _today(sent: PackageView, live: PackageView) -> PackageView:
    """What was sent, with the standings and dates that its items have today."""
    now = {item.key: item for item in live.items}
    items: Sequence[Any] = [
        replace(item, standing=now[item.key].standing, dates=now[item.key].dates or item.dates)
        if item.key in now
        else item
        for item in sent.items
    ]
    return replace(sent, items=tuple(items), synthetic=live.synthetic)
