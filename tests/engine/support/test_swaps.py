"""What a department could have instead: ranked by its lead's priorities, with what stands in the way."""

import dataclasses

import pytest

from smeaton.engine.support import ItemKey, Mentoring, Plan, Problem, ProblemError, Run, Seats, evaluate
from smeaton.engine.support.arrays import arrays, to_plan
from smeaton.engine.support.greedy import greedy
from smeaton.engine.support.replan import alternatives
from tests.factories.planning import place, tiny


def planned(problem: Problem) -> Plan:
    a = arrays(problem)
    start = greedy(a)
    assert start is not None
    return to_plan(a, start)


def swapped(plan: Plan, item: ItemKey, other: ItemKey, host: str | None, seats: int) -> Plan:
    left = plan.without(item)
    return dataclasses.replace(left, seats=(*left.seats, Seats(other.id, host, item.department, seats)))


def test_figures_are_those_of_the_plan_with_the_swap_made() -> None:
    problem = Problem.from_dict(place(3, departments=6))
    before = planned(problem)
    item = next(key for key in before.items() if key.kind == "offer")
    strand = problem.strands[2].id
    was = evaluate(problem, before)
    found = alternatives(problem, before, item.department, item, {strand: 2.0})
    assert found
    for one in (one for one in found if one.item.kind == "offer"):
        after = evaluate(problem, swapped(before, item, one.item, one.host, one.seats))
        got, need = after.by_cell[item.department, strand]
        assert one.met_after == pytest.approx(got / need)
        assert one.met_before == pytest.approx(was.by_cell[item.department, strand][0] / need)
        if one.run_exists:
            assert one.cost == pytest.approx(after.cost - was.cost, abs=0.01)
        if one.feasible and not one.leaves_short:
            assert not after.broken
    order = [(not one.feasible, -round(one.met_after, 6)) for one in found]
    assert order == sorted(order)


def test_priorities_decide_the_order() -> None:
    document = tiny(2, budget=5000.0)
    document["departments"][0] |= {"need": [0.8, 0.8], "release_days": 6.0, "staff": 4}
    for offer, gives in zip(document["offers"], ([0.3, 0.0], [0.0, 0.3], [0.1, 0.1]), strict=True):
        offer |= {"contribution": gives, "hosted": False, "run_cost": 0.0, "mode": "online", "sessions": 0}
    problem = Problem.from_dict(document)
    first, second = (strand.id for strand in problem.strands)
    one = alternatives(problem, Plan(), "d1", None, {first: 1.0})
    two = alternatives(problem, Plan(), "d1", None, {second: 1.0})
    assert [a.item.id for a in one if a.item.kind == "offer"] == ["course", "online"]
    assert [a.item.id for a in two if a.item.kind == "offer"] == ["twilight", "online"]


def test_what_stands_in_the_way_is_said() -> None:
    document = tiny(1, budget=400.0)
    document["departments"][0] |= {"need": [0.9, 0.9], "release_days": 0.5, "staff": 4}
    document["offers"][0] |= {"contribution": [0.3, 0.3], "run_cost": 390.0}
    document["offers"][1] |= {"contribution": [0.2, 0.2]}
    problem = Problem.from_dict(document)
    course = next(
        a for a in alternatives(problem, Plan(), "d1", None, {"preconceptions": 1.0}) if a.item.id == "course"
    )
    assert not course.feasible
    assert course.others_needed == 1
    assert [why.split(":")[0] for why in course.obstacles[:2]] == [
        "A seat takes 1 release days, and 0.5 are left.",
        "No run of course has room",
    ]
    assert "more than the place has left" in course.obstacles[2]


def test_a_run_with_room_is_joined_and_one_left_short_is_noted() -> None:
    document = tiny(1, budget=5000.0)
    for department in document["departments"]:
        department |= {"need": [0.9, 0.9], "release_days": 6.0, "staff": 4}
    for offer in document["offers"][:2]:
        offer |= {"contribution": [0.2, 0.2]}
    problem = Problem.from_dict(document)
    before = Plan(
        runs=(Run("course", "h1"), Run("twilight", "h1")),
        seats=(
            Seats("course", "h1", "d1", 1),
            Seats("course", "h1", "d2", 1),
            Seats("twilight", "h1", "d2", 1),
        ),
    )
    item = ItemKey("d1", "offer", "course")
    twilight = next(
        a
        for a in alternatives(problem, before, "d1", item, {"preconceptions": 1.0})
        if a.item.id == "twilight"
    )
    assert (twilight.run_exists, twilight.others_needed, twilight.feasible) == (True, 0, True)
    assert twilight.leaves_short
    assert twilight.cover_change == -1.0


def test_a_mentor_gives_hours_where_the_priorities_are() -> None:
    document = tiny(1, budget=5000.0)
    document["departments"][1] |= {"need": [0.9, 0.9], "release_days": 6.0}
    document["mentors"][0]["contribution_per_hour"] = [0.1, 0.1]
    problem = Problem.from_dict(document)
    wanted = problem.strands[1].id
    found = alternatives(problem, Plan(), "d2", None, {wanted: 1.0})
    mentor = next(one for one in found if one.item.kind == "mentoring")
    assert mentor.hours == {wanted: 4.0}
    after = Plan(mentoring=(Mentoring("m1", "d2", wanted, 4.0),))
    score = evaluate(problem, after)
    assert not score.broken
    assert mentor.cost == pytest.approx(score.cost)
    assert not [
        one for one in alternatives(problem, Plan(), "d1", None, {wanted: 1.0}) if one.item.id == "m1"
    ]


def test_what_a_lead_has_ruled_out_is_not_offered() -> None:
    document = place(3, departments=4)
    problem = Problem.from_dict(document)
    before = planned(problem)
    item = before.items()[0]
    first = next(
        a
        for a in alternatives(problem, before, item.department, item, {"recall": 1.0})
        if a.item.kind == "offer"
    )
    for department in document["departments"]:
        if department["id"] == item.department:
            department["must_not"] = [first.item.id]
    again = alternatives(Problem.from_dict(document), before, item.department, item, {"recall": 1.0})
    assert first.item not in [one.item for one in again]


@pytest.mark.parametrize(
    ("department", "item", "priorities", "says"),
    [
        ("d9", None, {"recall": 1.0}, 'department "d9" is not in the problem'),
        ("d1", None, {"chess": 1.0}, 'priorities: "chess" is not among the strands'),
        ("d1", ItemKey("d1", "offer", "none"), {"recall": 1.0}, "d1 has no none in this plan"),
    ],
)
def test_what_is_not_known_is_refused(
    department: str, item: ItemKey | None, priorities: dict[str, float], says: str
) -> None:
    with pytest.raises(ProblemError, match=says):
        alternatives(Problem.from_dict(place(1, departments=3)), Plan(), department, item, priorities)
