"""A mentor drops out: who could take over which department, and carrying that out once the hub confirms."""

import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from smeaton.apps.history.services import record
from smeaton.apps.places.models import Department
from smeaton.apps.support.inputs import department_key, expertise_of, places_of, rules_of
from smeaton.apps.support.models import Mentor, MentoringHours, PlanRun
from smeaton.apps.support.queries.handover import Handover, Lost, Row, TakenOver
from smeaton.apps.support.queries.locks import locks_of, replies_in_force
from smeaton.apps.support.queries.shown import Shown, shown
from smeaton.apps.support.queries.strands import strand_titles
from smeaton.apps.support.services.planning import PlanBusy
from smeaton.apps.support.services.replanning import request_replan
from smeaton.engine import mentoring
from smeaton.terms import Permission, Reach

OTHER_TRUST = 0.8
"""What an hour within a trust counts here where the place's rules do not say."""


class HandoverRefused(ValueError):
    """Nothing was changed. The message is a sentence for the hub lead."""


def propose_handover(*, reach: Reach, mentor_id: int) -> Handover:
    """Who takes over a mentor's departments in the current plan, of those that are shared; changes nothing.

    `Refused` without RUN_PLAN over the place; the engine's `ProblemError`, with a sentence, for rules of the
    place that it cannot match by.
    """
    mentor = Mentor.objects.select_related("programme", "department__school").get(pk=mentor_id)
    reach.require(Permission.RUN_PLAN, mentor.programme.where)
    seen = shown(mentor.programme, reach, Permission.RUN_PLAN)
    return _Proposal(mentor, seen).made()


@transaction.atomic
def hand_over(*, reach: Reach, mentor_id: int, token: str, at: datetime) -> PlanRun | None:
    """Take a mentor out and plan around it with the handover that was seen; None without a plan to change.

    The caller enqueues the run's task on commit. `Refused` without RUN_PLAN over the place, `PlanBusy` while
    a plan is being made, `HandoverRefused` where the proposal is another by now or the mentor is out already.
    """
    mentor = (
        Mentor.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme")
        .get(pk=mentor_id)
    )
    place = mentor.programme.place_id
    reach.require(Permission.RUN_PLAN, mentor.programme.where)
    if PlanRun.objects.filter(programme=mentor.programme_id).live().exists():
        raise PlanBusy("A plan is being made just now. Take the mentor out once it is complete.")
    proposed = propose_handover(reach=reach, mentor_id=mentor_id)
    if not mentor.active and not proposed.hours:
        raise HandoverRefused(f"{mentor.role} is out already.")
    if token != proposed.token:
        raise HandoverRefused("The plan or the mentors have changed since. Look at the proposal again.")
    mentor.active = False
    mentor.save(update_fields=["active"])
    run = None
    if proposed.hours:
        run = request_replan(
            reach=reach, programme_id=mentor.programme_id, at=at, handover=list(proposed.rows)
        )
        if run is None:
            raise PlanBusy("A plan is being made just now. Take the mentor out once it is complete.")
    record(
        reach=reach,
        action="dropped out",
        subject="mentor",
        subject_id=mentor.pk,
        place=place,
        changes={
            "role": mentor.role,
            "hours": proposed.hours,
            "taken_over": [[t.urn, f"{t.role}, {t.of_school}", t.hours] for t in proposed.taken],
            "lost": [[gone.urn, gone.strand, gone.hours] for gone in proposed.lost],
            "plan": run.pk if run else None,
        },
        at=at,
    )
    return run


@transaction.atomic
def bring_back(*, reach: Reach, mentor_id: int, at: datetime) -> None:
    """Let the next plan count on a mentor again; the current one stays as it is."""
    mentor = (
        Mentor.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme")
        .get(pk=mentor_id)
    )
    place = mentor.programme.place_id
    reach.require(Permission.MANAGE_PLACE, mentor.programme.where)
    if mentor.active:
        return
    mentor.active = True
    mentor.save(update_fields=["active"])
    record(reach=reach, action="came back", subject="mentor", subject_id=mentor.pk, place=place, at=at)


class _Proposal:
    """The rows that a handover is made of, and what comes of matching them."""

    def __init__(self, gone: Mentor, seen: Shown) -> None:
        programme = gone.programme_id
        self.gone, self.run = gone, seen.plan
        self.titles = strand_titles(programme)
        departments = list(Department.objects.filter(pk__in=seen.departments).select_related("school"))
        self.departments = {department_key(row): row for row in departments}
        self.km = places_of(departments)[0]
        mentors = Mentor.objects.filter(
            programme=programme, department__in=seen.departments | {gone.department_id}
        )
        mentors = mentors.select_related("department__school")
        self.mentors = {row.key: row for row in mentors.prefetch_related("strengths")}
        hours = MentoringHours.objects.filter(plan=self.run).select_related("mentor", "department")
        self.before = {
            (row.mentor.key, department_key(row.department), row.strand): float(row.hours) for row in hours
        }
        self.theirs = {key: hours for key, hours in self.before.items() if key[0] == gone.key}

    def made(self) -> Handover:
        """The proposal, with nothing in it where no plan counts on the mentor."""
        taken: list[TakenOver] = []
        lost: list[Lost] = []
        rows: tuple[Row, ...] = ()
        cost = 0.0
        if self.theirs and self.run is not None:
            made = mentoring.match(self._problem(self.run))
            rows = tuple(
                {"mentor": pair.mentor, "department": pair.department, "strand": strand, "hours": hours}
                for pair in made.pairs
                for strand, hours in pair.hours
            )
            touched = {department for _, department, _ in self.theirs}
            taken = [self._taken(pair) for pair in made.pairs if pair.department in touched]
            lost = [self._lost(row) for row in made.unmet if row.department in touched]
            after = {(row["mentor"], row["department"], row["strand"]): row["hours"] for row in rows}
            cost = self._cost(after) - self._cost(self.before)
        text = json.dumps([self.run.pk if rows and self.run else None, self.gone.pk, rows], sort_keys=True)
        return Handover(
            mentor_id=self.gone.pk,
            role=self.gone.role,
            of_school=self.gone.department.school.name,
            active=self.gone.active,
            hours=sum(self.theirs.values()),
            taken=tuple(sorted((t for t in taken if t.hours), key=lambda t: (t.school, t.role))),
            lost=tuple(sorted(lost, key=lambda row: (row.school, row.strand))),
            dearer=round(cost, 2),
            rows=rows,
            token=hashlib.sha256(text.encode()).hexdigest()[:24],
        )

    def _problem(self, run: PlanRun) -> mentoring.Problem:
        """The hours of the mentor who goes, to be given to the others; what these give already stays."""
        strands = tuple(self.titles)
        others = {key: row for key, row in self.mentors.items() if key != self.gone.key and row.active}
        wanted: dict[str, list[float]] = {d: [0.0] * len(strands) for d in self.departments}
        held: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0] * len(strands))
        given: dict[str, float] = defaultdict(float)
        for (name, department, strand), hours in self.before.items():
            at = strands.index(strand)
            if name in others:
                held[name, department][at] += hours
                given[name] += hours
            if name in others or name == self.gone.key:
                wanted[department][at] += hours
        rules = rules_of(run.rules, float(run.budget))
        own = rules.mentor.own_trust_worth
        return mentoring.Problem(
            strands=tuple(mentoring.Strand(strand) for strand in strands),
            departments=tuple(
                mentoring.Department(key, self.km[row.pk], tuple(wanted[key]), _trust(row))
                for key, row in self.departments.items()
            ),
            mentors=tuple(
                mentoring.Mentor(
                    id=key,
                    at_km=self.km[row.department_id],
                    hours=max(float(row.hours), given[key]),
                    expertise=expertise_of(row, strands),
                    department=department_key(row.department),
                    trust=_trust(row.department),
                    departments_max=rules.mentor.departments_per_mentor_max,
                )
                for key, row in others.items()
            ),
            pairs=tuple(
                mentoring.Known(name, department, tuple(hours), frozen=True)
                for (name, department), hours in held.items()
            ),
            rules=mentoring.Rules(
                travel_limit_km=rules.travel_limit_km,
                block_hours=rules.mentor.block_hours,
                pair_hours_min=rules.mentor.pair_hours_min,
                pair_hours_max=rules.mentor.pair_hours_max,
                mentors_per_department_max=rules.mentor.mentors_per_department_max,
                own_trust_worth=own if own < 1 else OTHER_TRUST,
            ),
            never=self._declined(others),
        )

    def _declined(self, others: Collection[str]) -> tuple[mentoring.Never, ...]:
        """Mentors whom leads have declined."""
        locks = locks_of(replies_in_force(self.gone.programme_id))
        return tuple(
            mentoring.Never(name, key)
            for key, row in self.departments.items()
            for name in sorted(locks[row.pk].mentors_not if row.pk in locks else ())
            if name in others
        )

    def _cost(self, hours: Mapping[tuple[str, str, str], float]) -> float:
        """Pounds that mentoring takes: hours at each mentor's rate, and the travel of each pair."""
        assert self.run is not None  # noqa: S101 - asked by the caller
        rules = rules_of(self.run.rules, float(self.run.budget))
        paid = sum(float(self.mentors[name].hourly_rate) * number for (name, _, _), number in hours.items())
        km = sum(
            math.dist(self.km[self.mentors[name].department_id], self.km[self.departments[department].pk])
            for name, department in {key[:2] for key in hours}
        )
        return paid + rules.per_km * 2 * rules.mentor.visits * km

    def _taken(self, pair: mentoring.Pair) -> TakenOver:
        school, mentor = self.departments[pair.department].school, self.mentors[pair.mentor]
        more = [
            (self.titles[strand], hours - self.before.get((pair.mentor, pair.department, strand), 0.0))
            for strand, hours in pair.hours
        ]
        second = self.mentors.get(pair.second.mentor) if pair.second else None
        return TakenOver(
            urn=school.pk,
            school=school.name,
            role=mentor.role,
            of_school=mentor.department.school.name,
            hours=sum(hours for _, hours in more),
            strands=tuple((title, hours) for title, hours in more if hours > 0),
            km=pair.km,
            same_trust=pair.same_trust,
            already=pair.frozen,
            second=_named(second) if second else "",
            second_free=bool(pair.second and pair.second.free),
        )

    def _lost(self, row: mentoring.Unmet) -> Lost:
        """Hours that stay unmet, with the engine's reason in the names of the page."""
        why = row.why.replace(f"expertise in {row.strand}.", f"anything to give on {row.strand}.")
        why = why.replace(f" {row.strand}.", f" {self.titles[row.strand].lower()}.")
        for key in sorted(self.mentors, key=len, reverse=True):
            why = why.replace(f"({key})", f"({_named(self.mentors[key])})")
        school = self.departments[row.department].school
        return Lost(school.pk, school.name, self.titles[row.strand], row.hours, why)


def _named(mentor: Mentor) -> str:
    return f"{mentor.role}, {mentor.department.school.name}"


def _trust(row: Department) -> str:
    return str(row.school.trust_id or "")
