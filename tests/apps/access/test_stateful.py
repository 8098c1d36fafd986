"""What a person sees, after any story of grants, posts, agreements and days, is what a plain reading says.

The reading is `tests.factories.plain_reading`. `SMEATON_HYPOTHESIS_RUNS=1000` tells a thousand stories.
"""

import os
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from smeaton.apps.access.models import Agreement, GrantRecord
from smeaton.apps.access.queries import reach_of
from smeaton.apps.access.services import (
    end_grant,
    grant,
    leave,
    move,
    propose_agreement,
    sign_agreement,
    start_post,
    withdraw_agreement,
)
from smeaton.apps.access.services.vouching import vouch
from smeaton.apps.people.models import Person
from smeaton.apps.places.models import Department
from smeaton.terms import Grant, Permission, Reach, Refused, Role, ScopeKind, Shared, Where
from tests.factories import places as make
from tests.factories.personas import SYSTEM
from tests.factories.plain_reading import MAY, OF_PROGRAMME, OVER, SHARED_AS, Held, Job, Paper, Reading

RUNS = int(os.environ.get("SMEATON_HYPOTHESIS_RUNS", "25"))
FIRST = date(2026, 11, 23)

days = st.integers(-4, 8)
roles_given = st.sampled_from([(role, scope) for role, scopes in OVER.items() for scope in scopes])
own_roles = st.sampled_from(
    [(role, scope) for role, scopes in OVER.items() for scope in scopes if role not in OF_PROGRAMME]
)
HUBS = (("hub lead", "place"), ("coordinator", "place"))
some_roles = st.lists(st.sampled_from(OF_PROGRAMME), min_size=1, unique=True).map(tuple)
some_shares = st.lists(st.sampled_from(sorted(set(SHARED_AS.values()))), min_size=1, unique=True).map(tuple)
which = st.integers(0, 999)


class Story(Reading, RuleBasedStateMachine):
    """Two places, three programmes, five schools of two trusts and of none, three people."""

    def __init__(self) -> None:
        super().__init__()
        self.today = FIRST
        self.held: list[Held] = []
        self.jobs: list[Job] = []
        self.papers: list[Paper] = []
        self.rollback = transaction.atomic()
        self.rollback.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)

    @initialize()
    def a_world(self) -> None:
        one, two = make.trust("One"), make.trust("Two")
        owners = [one, one, two, None, two]
        schools = [make.school(900_001 + n, trust=owner) for n, owner in enumerate(owners)]
        here, there = make.programme("here"), make.programme("there")
        later = make.programme(place=here.place, name="Later", subject="mathematics")
        members = [(here, s) for s in schools[:4]] + [(later, schools[0]), (later, schools[2])]
        members.append((there, schools[4]))
        self.rows = [make.department(programme, school) for programme, school in members]
        self.wheres: list[tuple[int, int, int, int | None]] = [
            (row.programme.place_id, row.programme_id, row.school_id, row.school.trust_id)
            for row in self.rows
        ]
        self.hub = Person.objects.create(name="Hub")
        self.people = [Person.objects.create(name=name) for name in ("Ann", "Bob", "Cyd")]
        self.keys = {
            "place": [here.place_id, there.place_id],
            "programme": [here.pk, later.pk, there.pk],
            "trust": [one.pk, two.pk],
            "school": [school.pk for school in schools],
        }

    def at(self) -> datetime:
        return datetime.combine(self.today, time(9), tzinfo=UTC)

    def later(self, number: int) -> date:
        return self.today + timedelta(days=number)

    # grants

    @rule(person=which, given=roles_given, key=which, starts=days, length=st.none() | st.integers(0, 9))
    def give(self, person: int, given: tuple[str, str], key: int, starts: int, length: int | None) -> None:
        role, scope = given
        self._give(
            self.people[person % 3].pk,
            role,
            scope,
            self.keys[scope][key % len(self.keys[scope])],
            self.later(starts),
            None if length is None else self.later(starts + length),
        )

    def _give(
        self, person: int, role: str, scope: str, key: int, starts: date, ends: date | None = None
    ) -> None:
        row = grant(
            reach=SYSTEM,
            person=person,
            role=Role(role),
            scope=ScopeKind(scope),
            key=key,
            starts=starts,
            ends=ends,
        )
        self.held.append(Held(row.pk, person, role, scope, key, starts, ends))

    @precondition(lambda self: self.held)
    @rule(which=which, on=days)
    def end(self, which: int, on: int) -> None:
        one = self.held[which % len(self.held)]
        end_grant(reach=SYSTEM, grant_id=one.id, on=self.later(on))
        self._end(one, self.later(on))

    def _end(self, one: Held, on: date) -> None:
        if one.starts > on:  # it had not begun, and never does
            self.held.remove(one)
        elif one.ends is None or one.ends > on:
            one.ends = on

    @rule(person=which, given=own_roles, key=which, hub=st.sampled_from(HUBS))
    def give_on_a_word(self, person: int, given: tuple[str, str], key: int, hub: tuple[str, str]) -> None:
        role, scope = given
        over = self.keys[scope][key % len(self.keys[scope])]
        word = Grant(Role(hub[0]), ScopeKind(hub[1]), self.keys[hub[1]][0])
        reach = Reach(f"person:{self.hub.pk}", frozenset({word}))
        someone = self.people[person % 3].pk
        place = self.keys["place"][0]
        try:
            row = grant(
                reach=reach,
                person=someone,
                role=Role(role),
                scope=ScopeKind(scope),
                key=over,
                starts=self.today,
                place=place,
            )
        except Refused:
            return
        self.held.append(Held(row.pk, someone, role, scope, over, self.today, None, (*hub, word.id)))

    @precondition(lambda self: any(one.word for one in self.held))
    @rule(which=which)
    def somebody_vouches(self, which: int) -> None:
        waiting = [one for one in self.held if one.word]
        one = waiting[which % len(waiting)]
        assert vouch(reach=SYSTEM, grants=[one.id], at=self.at()) == 1
        one.word = None
        signs = [each for each in self._roles_of(one.person, "sign agreement") if not each.word]
        for paper in self.papers:
            mine = paper.waits_for == one.person and paper.party in [(each.scope, each.key) for each in signs]
            if mine and not paper.withdrawn and not self._replaced(paper):
                paper.signed, paper.waits_for = self.today, None

    @precondition(lambda self: any(one.word for one in self.held))
    @rule(which=which)
    def somebody_signs_on_a_word(self, which: int) -> None:
        waiting = [one for one in self.held if one.word and one.role in ("head", "trust lead")]
        papers = [
            (one, paper)
            for one in waiting
            for paper in self.papers
            if paper.party == (one.scope, one.key)
            and paper.signed is None
            and paper.waits_for is None
            and paper.until >= self.today
            and (one.ends is None or one.ends >= self.today)
        ]
        if papers:
            one, paper = papers[which % len(papers)]
            reach = reach_of(Person.objects.get(pk=one.person), self.today)
            counts = any(
                each.word is None and (each.scope, each.key) == paper.party
                for each in self._roles_of(one.person, "sign agreement")
            )
            sign_agreement(reach=reach, agreement_id=paper.id, signed_as="Chief executive", at=self.at())
            if counts:
                paper.signed = self.today
            else:
                paper.waits_for = one.person

    # posts

    @rule(person=which, school=which, starts=days)
    def take_up(self, person: int, school: int, starts: int) -> None:
        job = Job(self.people[person % 3].pk, self.keys["school"][school % 5], self.later(starts), None)
        start_post(
            reach=SYSTEM,
            person=job.person,
            title="Teacher",
            scope=ScopeKind.SCHOOL,
            key=job.school,
            starts=job.starts,
        )
        self.jobs.append(job)

    @precondition(lambda self: self.jobs)
    @rule(which=which, on=days)
    def go(self, which: int, on: int) -> None:
        job = self.jobs[which % len(self.jobs)]
        leave(reach=SYSTEM, person=job.person, scope=ScopeKind.SCHOOL, key=job.school, on=self.later(on))
        self._go(job.person, job.school, self.later(on))

    def _go(self, person: int, school: int, on: date) -> list[str]:
        """Everything there ends but what a guest holds; returns the roles."""
        for job in [j for j in self.jobs if (j.person, j.school) == (person, school)]:
            if job.ends is None or job.ends > on:
                job.ends = on
                if job.starts > on:
                    self.jobs.remove(job)
        own = [
            one
            for one in self.held
            if (one.person, one.scope, one.key) == (person, "school", school)
            and one.role not in OF_PROGRAMME
            and one.lasts_beyond(on)
        ]
        for one in own:
            self._end(one, on)
        return sorted({one.role for one in own})

    @precondition(lambda self: self.jobs)
    @rule(which=which, to=which, on=days)
    def change_school(self, which: int, to: int, on: int) -> None:
        job, day = self.jobs[which % len(self.jobs)], self.later(on)
        new = self.keys["school"][to % 5]
        if new == job.school or (job.ends is not None and job.ends <= day):
            return
        starts = day + timedelta(days=1)
        move(reach=SYSTEM, person=job.person, school=job.school, to=new, on=day, starts=starts)
        roles = self._go(job.person, job.school, day)
        self.jobs.append(Job(job.person, new, starts, None))
        known = {one.id for one in self.held}
        for row in GrantRecord.objects.filter(person=job.person, school=new, starts=starts).order_by("id"):
            if row.pk not in known and roles:
                assert row.role in roles
                self.held.append(Held(row.pk, job.person, row.role, "school", new, starts, None))
        assert len(self.held) == len(known) + len(roles)

    # agreements

    @rule(
        department=which,
        shares=some_shares,
        roles=some_roles,
        starts=days,
        length=st.integers(0, 9),
        sign=st.booleans(),
    )
    def propose(
        self,
        department: int,
        shares: tuple[str, ...],
        roles: tuple[str, ...],
        starts: int,
        length: int,
        sign: bool,
    ) -> None:
        _, programme, school, trust = self.wheres[department % len(self.wheres)]
        party = ("trust", trust) if trust is not None else ("school", school)
        row = propose_agreement(
            reach=SYSTEM,
            programme_id=programme,
            shares=[Shared(each) for each in shares],
            roles=[Role(each) for each in roles],
            starts=self.later(starts),
            until=self.later(starts + length),
            at=self.at(),
            **{party[0]: party[1]},
        )
        same = [p for p in self.papers if (p.programme, p.party) == (programme, party)]
        self.papers = [p for p in self.papers if p.signed or p.waits_for or p not in same]
        paper = Paper(
            row.pk, programme, party, shares, roles, self.later(starts), self.later(starts + length)
        )
        self.papers.append(paper)
        if sign and paper.until >= self.today:
            sign_agreement(reach=SYSTEM, agreement_id=row.pk, signed_as="Chief executive", at=self.at())
            paper.signed = self.today

    @precondition(lambda self: any(p.signed or p.waits_for for p in self.papers))
    @rule(which=which)
    def withdraw(self, which: int) -> None:
        signed = [p for p in self.papers if p.signed or p.waits_for]
        paper = signed[which % len(signed)]
        withdraw_agreement(reach=SYSTEM, agreement_id=paper.id, at=self.at())
        same = [p for p in signed if (p.programme, p.party) == (paper.programme, paper.party)]
        lasting = [p for p in same if not self._replaced(p) and not p.withdrawn]
        if paper in lasting:
            for each in lasting:
                each.withdrawn = True

    @rule(number=st.integers(1, 6))
    def days_go_by(self, number: int) -> None:
        self.today = self.later(number)

    # the reading

    @invariant()
    def everybody_sees_what_the_rules_say(self) -> None:
        for person in self.people:
            reach = reach_of(person, self.today)
            for permission in MAY:
                asked = Permission(permission)
                said = {
                    row.pk
                    for row, where in zip(self.rows, self.wheres, strict=True)
                    if self._sees(person.pk, permission, where)
                }
                assert {row.pk for row in self.rows if reach.can(asked, row.where)} == said
                shown = Department.objects.visible_to(reach, asked).order_by()
                assert set(shown.values_list("pk", flat=True)) == said
                for place, programme, _, _ in self.wheres:
                    whole = any(
                        (one.scope, one.key) in (("place", place), ("programme", programme))
                        for one in self._roles_of(person.pk, permission)
                    )
                    assert reach.can(asked, Where(place=place, programme=programme)) is whole

    @invariant()
    def one_signed_agreement_is_in_force_with_each_party(self) -> None:
        rows = Agreement.objects.in_force(self.today).order_by()
        parties = list(rows.values_list("programme", "trust", "school"))
        assert len(parties) == len(set(parties))


@pytest.mark.django_db
def test_what_a_person_sees_equals_a_plain_reading_of_the_rules() -> None:
    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=16,
            deadline=None,
            derandomize=RUNS == 25,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
