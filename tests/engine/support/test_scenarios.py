"""Changes to a problem do what they say, one by one and together; verdicts claim only what is certain."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smeaton.engine.support import Problem, ProblemError, evaluate
from smeaton.engine.support.scenarios import (
    Change,
    ChangeKind,
    Proved,
    Verdict,
    changed,
    compare,
    copied_mentor,
    noise,
    read_changes,
)
from tests.factories.planning import every_plan, place, tiny


def problem(seed: int = 3) -> Problem:
    """A place of six departments."""
    return Problem.from_dict(place(seed, departments=6))


def test_money_and_release_days_by_per_cent() -> None:
    before = problem()
    after = changed(before, [Change(ChangeKind.MONEY, -10), Change(ChangeKind.RELEASE, 20)])
    assert before.rules.budget is not None
    assert after.rules.budget == pytest.approx(0.9 * before.rules.budget)
    for old, new in zip(before.departments, after.departments, strict=True):
        assert new.release_days == pytest.approx(1.2 * old.release_days)


def test_further_mentors_are_like_one_in_the_middle() -> None:
    before = problem()
    after = changed(before, [Change(ChangeKind.MENTORS, 2), Change(ChangeKind.MENTORS, 1)])
    new = after.mentors[len(before.mentors) :]
    assert len(new) == 3
    assert len({mentor.id for mentor in after.mentors}) == len(before.mentors) + 3
    copied = {copied_mentor(mentor.id) for mentor in new}
    assert copied <= {mentor.id for mentor in before.mentors}
    reach = sorted(mentor.hours * sum(mentor.contribution_per_hour) for mentor in before.mentors)
    assert new[0].hours * sum(new[0].contribution_per_hour) == reach[len(reach) // 2]


def test_without_a_mode_an_offer_and_their_locks() -> None:
    document = place(3, departments=6)
    document["departments"][0]["must"] = ["twilight-2-1"]
    document["departments"][1]["must_not"] = ["course-1-1", "course-1-2"]
    after = changed(
        Problem.from_dict(document),
        [Change(ChangeKind.NO_MODE, what="twilight"), Change(ChangeKind.NO_OFFER, what="course-1-1")],
    )
    assert not any(offer.mode == "twilight" or offer.id == "course-1-1" for offer in after.offers)
    assert after.departments[0].must == ()
    assert after.departments[1].must_not == ("course-1-2",)


def test_a_department_takes_its_site_and_its_mentors_with_it() -> None:
    before = problem()
    gone = before.hosts[0].department
    after = changed(before, [Change(ChangeKind.DEPARTMENT_LESS, what=gone)])
    assert gone not in {d.id for d in after.departments}
    assert all(host.department != gone for host in after.hosts)
    assert all(mentor.department != gone for mentor in after.mentors)


@pytest.mark.parametrize(
    "change",
    [
        Change(ChangeKind.NO_OFFER, what="unheard-of"),
        Change(ChangeKind.NO_MODE, what="magic"),
        Change(ChangeKind.DEPARTMENT_LESS, what="d99"),
    ],
)
def test_a_change_about_nothing_is_refused(change: Change) -> None:
    with pytest.raises(ProblemError, match="choose another"):
        changed(problem(), [change])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("10% less", "not a list"),
        ([{"kind": "magic"}], r"changes\[0\]: kind"),
        ([{"kind": "no floor"}, {"kind": "money", "amount": "ten"}], r"changes\[1\]: amount"),
        ([{"kind": "money", "amount": float("nan")}], "per cent from"),
        ([{"kind": "money", "amount": -101}], "per cent from"),
        ([{"kind": "mentors", "amount": 1.5}], "whole number"),
        ([{"kind": "mentors", "amount": 10**9}], "whole number"),
        ([{"kind": "no offer"}], "what is empty"),
    ],
)
def test_changes_that_mean_nothing_are_refused(rows: object, said: str) -> None:
    with pytest.raises(ProblemError, match=said):
        read_changes(rows)


def test_changes_are_kept_and_read_again() -> None:
    changes = (
        Change(ChangeKind.MONEY, -10),
        Change(ChangeKind.MENTORS, 2),
        Change(ChangeKind.NO_OFFER, what="x"),
        Change(ChangeKind.NO_FLOOR),
    )
    assert read_changes([change.to_json() for change in changes]) == changes


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 400), percent=st.sampled_from([-50.0, -10.0, 20.0]))
def test_less_is_never_better(seed: int, percent: float) -> None:
    """By trying every plan of a tiny place: less money or fewer days never cover more, more never less."""
    before = Problem.from_dict(tiny(seed))
    kind = ChangeKind.MONEY if seed % 2 else ChangeKind.RELEASE
    after = changed(before, [Change(kind, percent)])

    def best(of: Problem) -> float:
        scores = (evaluate(of, plan) for plan in every_plan(of))
        return max(score.covered for score in scores if not score.broken)

    assert (best(after) <= best(before) + 1e-9) if percent < 0 else (best(after) >= best(before) - 1e-9)


@given(*[st.floats(0, 100)] * 4)
def test_verdicts_are_certain(a: float, b: float, slack_a: float, slack_b: float) -> None:
    """Whatever the true best of either is between its plan and its bound, a verdict holds."""
    before, after = Proved(a, a + slack_a), Proved(b, b + slack_b)
    verdict = compare(before, after)
    if verdict is Verdict.MORE:
        assert after.covered > before.bound
    elif verdict is Verdict.LESS:
        assert after.bound < before.covered
    else:
        assert after.bound >= before.covered
        assert before.bound >= after.covered
    assert noise(before, after) >= max(before.gap, after.gap)
