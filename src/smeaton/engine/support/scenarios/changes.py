"""Changes to a problem: less money, more mentors, without an offer, and so on, several at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from smeaton.engine.support.problem import Department, Mentor, Problem
from smeaton.engine.support.values import ProblemError

_COPY = "~"
_LEAST, _MOST = -100.0, 300.0
_MOST_MENTORS = 20


class ChangeKind(StrEnum):
    """What is otherwise."""

    MONEY = "money"
    MENTORS = "mentors"
    RELEASE = "release days"
    NO_MODE = "no mode"
    NO_OFFER = "no offer"
    DEPARTMENT_LESS = "department less"
    DEPARTMENT_MORE = "department more"
    NO_FLOOR = "no floor"


_PERCENT = (ChangeKind.MONEY, ChangeKind.RELEASE)
_OF_SOMETHING = (
    ChangeKind.NO_MODE,
    ChangeKind.NO_OFFER,
    ChangeKind.DEPARTMENT_LESS,
    ChangeKind.DEPARTMENT_MORE,
)


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `amount`: per cent more (less where negative), or how many mentors; `what`: an id."""

    kind: ChangeKind
    amount: float = 0.0
    what: str = ""

    def __post_init__(self) -> None:
        """Refuse amounts out of range and changes about nothing."""
        if self.kind in _PERCENT and not _LEAST <= self.amount <= _MOST:
            raise ProblemError(
                f"change {self.kind}: amount is {self.amount:g}; give per cent from {_LEAST:g} to {_MOST:g}."
            )
        if self.kind == ChangeKind.MENTORS and not (
            1 <= self.amount <= _MOST_MENTORS and float(self.amount).is_integer()
        ):
            raise ProblemError(
                f"change mentors: amount is {self.amount:g}; give a whole number from 1 to {_MOST_MENTORS}."
            )
        if self.kind in _OF_SOMETHING and not self.what:
            raise ProblemError(f"change {self.kind}: what is empty; name what it is about.")

    def to_json(self) -> dict[str, object]:
        """As it is kept: its kind, and of the rest what says something."""
        kept: dict[str, object] = {"kind": self.kind.value}
        if self.amount:
            kept["amount"] = self.amount
        if self.what:
            kept["what"] = self.what
        return kept


def read_changes(rows: object) -> tuple[Change, ...]:
    """Changes as they were kept. `ProblemError` names the entry at fault and what to do."""
    if not isinstance(rows, list):
        raise ProblemError("changes is not a list; give a list of objects with a kind.")
    found = []
    for at, row in enumerate(rows):
        if not isinstance(row, Mapping) or row.get("kind") not in set(ChangeKind):
            raise ProblemError(f"changes[{at}]: kind is not known; give one of {', '.join(ChangeKind)}.")
        amount = row.get("amount", 0.0)
        if isinstance(amount, bool) or not isinstance(amount, int | float):
            raise ProblemError(f"changes[{at}]: amount is {amount!r}; give a number.")
        found.append(Change(ChangeKind(row["kind"]), float(amount), str(row.get("what", ""))))
    return tuple(found)


def changed(problem: Problem, changes: Iterable[Change]) -> Problem:
    """The problem with all changes made, in their order.

    `DEPARTMENT_MORE` is the caller's, who alone knows the department; here it changes nothing. Raises
    `ProblemError` where a change names nothing of the problem, or leaves nothing to plan.
    """
    for change in changes:
        problem = _one(problem, change)
    return problem


def copied_mentor(mentor_id: str) -> str:
    """The id of the mentor that a further one was copied from; any other id as it is."""
    return mentor_id.partition(_COPY)[0]


def _one(problem: Problem, change: Change) -> Problem:
    rules, factor = problem.rules, 1 + change.amount / 100
    match change.kind:
        case ChangeKind.MONEY:
            if rules.budget is None:
                raise ProblemError("change money: the problem has no budget; give it one first.")
            return replace(problem, rules=replace(rules, budget=rules.budget * factor))
        case ChangeKind.NO_FLOOR:
            return replace(problem, rules=replace(rules, floor="none"))
        case ChangeKind.RELEASE:
            less = [replace(d, release_days=d.release_days * factor) for d in problem.departments]
            return replace(problem, departments=tuple(less))
        case ChangeKind.MENTORS:
            return replace(problem, mentors=(*problem.mentors, *_further(problem, int(change.amount))))
        case ChangeKind.NO_MODE:
            return _without_offers(problem, {o.id for o in problem.offers if o.mode == change.what}, change)
        case ChangeKind.NO_OFFER:
            return _without_offers(problem, {o.id for o in problem.offers if o.id == change.what}, change)
        case ChangeKind.DEPARTMENT_LESS:
            return _without_department(problem, change)
        case ChangeKind.DEPARTMENT_MORE:
            return problem


def _further(problem: Problem, count: int) -> list[Mentor]:
    """Copies of a typical mentor: the one in the middle by what all of their hours could do."""
    if not problem.mentors:
        raise ProblemError("change mentors: there is no mentor to take as an example; enter one first.")

    def reach(mentor: Mentor) -> tuple[float, str]:
        return mentor.hours * sum(mentor.contribution_per_hour), mentor.id

    ordered: Sequence[Mentor] = sorted(problem.mentors, key=reach)
    typical = ordered[len(ordered) // 2]
    taken = {mentor.id for mentor in problem.mentors}
    names = (f"{copied_mentor(typical.id)}{_COPY}{n}" for n in range(1, count + len(taken) + 1))
    return [replace(typical, id=name) for name in names if name not in taken][:count]


def _without_offers(problem: Problem, gone: set[str], change: Change) -> Problem:
    if not gone:
        raise ProblemError(f'change {change.kind}: the problem has no "{change.what}"; choose another.')
    offers = tuple(offer for offer in problem.offers if offer.id not in gone)
    if not offers:
        raise ProblemError(f"change {change.kind}: no offer is left; leave out less.")
    return replace(
        problem,
        offers=offers,
        departments=tuple(_unlocked(department, gone) for department in problem.departments),
        dates=tuple(dates for dates in problem.dates if dates.offer not in gone),
    )


def _unlocked(department: Department, gone: set[str]) -> Department:
    return replace(
        department,
        must=tuple(offer for offer in department.must if offer not in gone),
        must_not=tuple(offer for offer in department.must_not if offer not in gone),
    )


def _without_department(problem: Problem, change: Change) -> Problem:
    """Without a department, and so without its site, its mentors, and what only its site can hold."""
    rest = tuple(d for d in problem.departments if d.id != change.what)
    if len(rest) == len(problem.departments):
        raise ProblemError(f'change department less: there is no department "{change.what}"; choose another.')
    if not rest:
        raise ProblemError("change department less: no department is left; leave out less.")
    hosts = tuple(host for host in problem.hosts if host.department != change.what)
    kept = {host.id for host in hosts}
    homeless = {o.id for o in problem.offers if o.venues and not kept & set(o.venues)}
    offers = (replace(o, venues=tuple(venue for venue in o.venues if venue in kept)) for o in problem.offers)
    return replace(
        problem,
        departments=tuple(_unlocked(department, homeless) for department in rest),
        offers=tuple(offer for offer in offers if offer.id not in homeless),
        hosts=hosts,
        mentors=tuple(mentor for mentor in problem.mentors if mentor.department != change.what),
        dates=tuple(dates for dates in problem.dates if dates.host in kept and dates.offer not in homeless),
    )
