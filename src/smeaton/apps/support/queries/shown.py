"""What a reader may see of a programme's plan: departments whose trusts share them, and no word of others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from django.db.models import Q

from smeaton.apps.access.queries import NotShared, counted
from smeaton.apps.places.models import Department, Programme
from smeaton.apps.places.queries import ProgrammeCard
from smeaton.apps.support.models import Package, PlanRun
from smeaton.terms import Permission, Reach

NOT_NAMED = "a school that does not share"
"""What a school is called before whom it does not share itself with."""

T = TypeVar("T")


@dataclass(frozen=True)
class Shown:
    """What one reader may see. `hidden` are names and numbers of schools of which nothing may be told.

    `plan` is the current plan if all its departments are among `departments`, else None: totals that held
    others would tell of them by subtraction. `outdated` is how many others it holds then.
    """

    departments: frozenset[int]
    hidden: tuple[str, ...]
    not_shared: NotShared
    plan: PlanRun | None
    outdated: int = 0

    def whole(self, runs: Iterable[PlanRun]) -> list[PlanRun]:
        """Of these plan runs those that hold nobody else; one query where anybody is hidden."""
        runs = list(runs)
        if not self.hidden:
            return runs
        others = Package.objects.filter(plan__in=[run.pk for run in runs]).exclude(
            department__in=self.departments
        )
        not_whole = set(others.order_by().values_list("plan", flat=True))
        return [run for run in runs if run.pk not in not_whole]

    def unnamed(self, value: T) -> T:
        """The text, or all text in the value, with hidden schools called `NOT_NAMED`."""
        return unnamed(value, self.hidden)


def shown(programme: Programme, reach: Reach, permission: Permission = Permission.VIEW_PLAN) -> Shown:
    """What one reader may see of a programme's plan: two queries, three where a school is hidden."""
    visible = Department.objects.filter(programme=programme).visible_to(reach, permission)
    rows = list(
        Department.objects.filter(programme=programme)
        .annotate(visible=Q(pk__in=visible.order_by().values("pk")))
        .order_by()
        .values_list("pk", "school__name", "school", "school__trust", "visible")
    )
    departments = frozenset(pk for pk, *_, seen in rows if seen)
    current = PlanRun.objects.filter(programme=programme, current=True).select_related("scenario").first()
    outdated = 0
    hidden = _words((name, urn) for _, name, urn, _, seen in rows if not seen)
    if current is not None and hidden:
        outdated = Package.objects.filter(plan=current).exclude(department__in=departments).count()
    return Shown(
        departments,
        hidden,
        counted([(trust, seen) for *_, trust, seen in rows]),
        current if not outdated else None,
        outdated,
    )


def hidden_from(programme: Programme | ProgrammeCard, reach: Reach) -> tuple[str, ...]:
    """Names and numbers of schools that a reader of single packages may not be told: one query.

    From people of the school itself nothing is hidden: they are told who hosts and who mentors them.
    """
    if reach.everywhere or not reach.can(Permission.VIEW_PLAN, programme.where):
        return ()
    departments = Department.objects.filter(programme=programme.pk)
    visible = departments.visible_to(reach, Permission.VIEW_PLAN).order_by()
    others = departments.exclude(pk__in=visible.values("pk")).order_by()
    return _words(others.values_list("school__name", "school"))


def with_hidden(department_id: int, reach: Reach) -> tuple[Department, tuple[str, ...]]:
    """A department with its school and its programme's place, and what `hidden_from` gives: one query.

    `Department.DoesNotExist` where there is none.
    """
    together = Department.objects.filter(programme__departments=department_id)
    wanted, over = Q(pk=department_id), reach.scopes(Permission.VIEW_PLAN)
    if over.places or over.programmes:
        wanted |= ~Q(pk__in=together.visible_to(reach, Permission.VIEW_PLAN).order_by().values("pk"))
    rows = list(together.filter(wanted).select_related("school", "programme__place"))
    own = next((row for row in rows if row.pk == department_id), None)
    if own is None:
        raise Department.DoesNotExist(f"no department {department_id}")
    if reach.everywhere or not reach.can(Permission.VIEW_PLAN, own.programme.where):
        return own, ()
    return own, _words((row.school.name, row.school_id) for row in rows if not _sees(reach, row))


def _sees(reach: Reach, row: Department) -> bool:
    return reach.can(Permission.VIEW_PLAN, row.where)


def unnamed(value: T, hidden: tuple[str, ...]) -> T:
    """The text, or all text in the value, with hidden schools called `NOT_NAMED`."""
    return cast("T", _unnamed(value, hidden)) if hidden else value


def _words(schools: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """What a text must not say, the longest first, so that no part of a name is left."""
    return tuple(sorted({word for name, urn in schools for word in (name, str(urn))}, key=len, reverse=True))


def _unnamed(value: Any, hidden: tuple[str, ...]) -> Any:
    if isinstance(value, str):
        for name in hidden:
            if name in value:
                value = value.replace(name, NOT_NAMED)
        return value
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            field.name: _unnamed(getattr(value, field.name), hidden) for field in fields(value) if field.init
        }
        return replace(value, **changed)
    if isinstance(value, Mapping):
        return {key: _unnamed(each, hidden) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(_unnamed(each, hidden) for each in value)
    return value
