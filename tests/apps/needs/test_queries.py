"""Reads about needs: what each reach sees, what is withheld, and how many queries it takes."""

from typing import Any

import pytest

from smeaton.apps.needs.models import ProfileCell, ProfileRun
from smeaton.apps.needs.queries import (
    clearest_needs,
    department_profile,
    department_profiles,
    needs_of,
    place_profile,
    strand_profile,
    strand_titles,
    words,
)
from smeaton.apps.places.models import Department
from smeaton.terms import Refused
from tests.factories.needs import analysed, more_departments
from tests.factories.personas import SYSTEM, Personas

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody(personas: Personas) -> list[Department]:
    """Two departments of the personas, six more that answered, and one that did not."""
    more = more_departments(personas.programme, 7)
    analysed(personas.programme, [personas.department, personas.neighbour, *more[:6]])
    return [personas.department, personas.neighbour, *more]


def test_a_departments_profile_tells_the_whole_story(
    personas: Personas, everybody: list[Department], django_assert_max_num_queries: Any
) -> None:
    reach = personas.reach("subject_lead")
    with django_assert_max_num_queries(4):
        found = department_profile(personas.department.pk, reach)
    assert found.synthetic
    assert len(found.strands) == 12
    assert [s.p_weakest3 for s in found.strands] == sorted(
        (s.p_weakest3 for s in found.strands), reverse=True
    )
    assert {found.strands[0].strand, found.strands[1].strand} == {"recall", "language"}
    assert "stand out" in found.finding
    assert found.basis.sentence.startswith(
        "8 of 10 teachers, the lead and 1 of 2 technicians answered; a repeat"
    )
    assert "If the other two teachers answered as well" in found.more
    for strand in found.strands:
        assert strand.lower <= strand.estimate <= strand.upper
        assert strand.need == pytest.approx((4 - strand.estimate) / 3)
        assert strand.middle is None
    assert found.reliability.startswith("How far these answers tell which strands are weakest here")
    assert "compares with others" not in found.reliability
    curriculum = next(s for s in found.strands if s.strand == "curriculum")
    assert [said.role for said in curriculum.by_role] == ["lead"]
    assert curriculum.note == "Rests on one person's answers."
    assert found.strength is not None
    assert found.strength.band == "unlikely"


def test_only_those_who_belong_see_a_department(personas: Personas, everybody: list[Department]) -> None:
    for who in ("hub_lead", "accountability_lead", "subject_lead", "head", "trust_lead"):
        assert (
            department_profile(personas.department.pk, personas.reach(who)).urn
            == personas.department.school_id
        )
    for who in ("subject_lead", "head", "trust_lead", "stranger"):
        with pytest.raises(Refused):
            department_profile(personas.neighbour.pk, personas.reach(who))
        with pytest.raises(Refused):
            department_profiles([personas.department.pk, personas.neighbour.pk], personas.reach(who))


def test_the_view_of_fewer_than_five_teachers_is_withheld(personas: Personas) -> None:
    analysed(personas.programme, [personas.department, personas.neighbour], teachers=4)
    found = department_profile(personas.department.pk, SYSTEM)
    recall = next(s for s in found.strands if s.strand == "recall")
    teachers = next(said for said in recall.by_role if said.role == "teacher")
    assert (teachers.n, teachers.median, teachers.counts, teachers.suppressed) == (4, None, (), True)
    lead = next(said for said in recall.by_role if said.role == "lead")
    assert lead.median is not None
    assert all(strand.middle is None for strand in found.strands)
    assert any("cannot show how much departments differ" in note for note in found.notes)


def test_a_department_without_answers_says_so(personas: Personas, everybody: list[Department]) -> None:
    silent = everybody[-1]
    found = department_profile(silent.pk, SYSTEM)
    assert found.strands == ()
    assert "No answers have come in yet" in found.finding


def test_the_place_is_for_those_responsible(
    personas: Personas, everybody: list[Department], django_assert_max_num_queries: Any
) -> None:
    reach = personas.reach("accountability_lead")
    with django_assert_max_num_queries(5):
        found = place_profile(personas.programme, reach)
    assert (len(found.rows), len(found.without), found.departments) == (8, 1, 9)
    assert {found.columns[0].strand, found.columns[1].strand} == {"recall", "language"}
    assert "of 9 departments" in found.finding
    assert [row.clear for row in found.rows] == sorted((row.clear for row in found.rows), reverse=True)
    for row in found.rows:
        assert [cell.strand for cell in row.cells] == [column.strand for column in found.columns]
        assert sorted(cell.rank for cell in row.cells) == list(range(1, 13))
    for who in ("subject_lead", "head", "trust_lead", "stranger"):
        reach = personas.reach(who)
        with pytest.raises(Refused):
            place_profile(personas.programme, reach)
        with pytest.raises(Refused):
            strand_profile(personas.programme, "recall", reach)
        with pytest.raises(Refused):
            needs_of(personas.programme.pk, reach)


def test_a_strand_over_departments(
    personas: Personas, everybody: list[Department], django_assert_max_num_queries: Any
) -> None:
    reach = personas.reach("hub_lead")
    with django_assert_max_num_queries(4):
        found = strand_profile(personas.programme, "recall", reach)
    assert found is not None
    assert not found.anchored
    assert [row.band for row in found.rows] == sorted(
        (row.band for row in found.rows), key=["clearly a priority", "possibly", "unlikely"].index
    )
    assert "of 9 departments. One of them has no analysis yet." in found.finding
    assert found.statements[0] == "Coming back to earlier topics"
    assert strand_profile(personas.programme, "nonsense", SYSTEM) is None


def anchor(personas: Personas) -> None:
    """The place's analysis, as if enough had rated vignettes."""
    run = ProfileRun.objects.get(wave__programme=personas.programme, current=True)
    run.diagnostics["anchored"] = "vignettes"
    run.save()


def test_levels_are_set_side_by_side_only_where_they_may_be_compared(
    personas: Personas, everybody: list[Department]
) -> None:
    assert all(column.middle is None for column in place_profile(personas.programme, SYSTEM).columns)
    anchor(personas)
    strand = strand_profile(personas.programme, "recall", SYSTEM)
    assert strand is not None
    assert [row.estimate for row in strand.rows] == sorted(row.estimate for row in strand.rows)
    assert strand.middle is not None
    own = department_profile(personas.department.pk, SYSTEM)
    assert all(each.middle is not None for each in own.strands)
    assert "compares with others" in own.reliability
    for column in place_profile(personas.programme, SYSTEM).columns:
        assert column.lowest is not None
        assert column.middle is not None
        assert column.highest is not None
        assert column.lowest <= column.middle[0] <= column.middle[1] <= column.highest


def test_disagreements_of_the_place_are_named_to_those_who_moderate(
    personas: Personas, everybody: list[Department]
) -> None:
    cell = ProfileCell.objects.get(department=personas.department, strand="models")
    view = next(each for each in cell.sources if each["source"] == "lead")
    view |= {"flagged": True, "gap": -1.4, "against": "teachers"}
    cell.save()
    own = department_profile(personas.department.pk, personas.reach("subject_lead"))
    sentence = own.disagreements[0].sentence
    assert "the lead sees practice about 1.4 levels lower than the teachers do" in sentence
    for who, name, urn in (
        ("hub_lead", "Alderwood School", personas.department.school_id),
        ("accountability_lead", "One department", None),
    ):
        each = place_profile(personas.programme, personas.reach(who)).disagreements[0]
        assert (each.sentence, each.school_name, each.urn) == (sentence, name, urn)


def test_change_is_told_beside_what_chance_alone_would_give() -> None:
    found = {"before": 2.0, "after": 2.3, "unchanged": 2.1, "chance_low": 1.9, "chance_high": 2.2, "se": 0.12}
    assert words.change("Models", found | {"beyond_chance": True}) == (
        "Models: moved by +0.3 (±0.2); chance and regression alone would give between −0.1 and +0.2, so this "
        "is more than chance explains."
    )


def test_needs_for_the_planner_are_shares_of_the_way_to_the_highest_level(
    personas: Personas, everybody: list[Department]
) -> None:
    found = needs_of(personas.programme.pk, personas.reach("hub_lead"))
    assert set(found) == {department.pk for department in everybody[:-1]}
    for key, cells in found.items():
        assert list(cells) == list(strand_titles())
        row = ProfileCell.objects.get(department=key, strand="recall")
        assert cells["recall"] == (pytest.approx((4 - row.estimate) / 3), pytest.approx(row.se / 3))


def test_clearest_needs_are_narrowed_to_what_may_be_seen(
    personas: Personas, everybody: list[Department]
) -> None:
    assert len(clearest_needs(personas.programme.pk, personas.reach("hub_lead"))) == 8
    own = clearest_needs(personas.programme.pk, personas.reach("subject_lead"))
    assert set(own) == {personas.department.pk}
    assert own[personas.department.pk].strand in {"recall", "language"}
    assert clearest_needs(personas.programme.pk, personas.reach("stranger")) == {}


def test_before_the_first_analysis(personas: Personas) -> None:
    assert (
        place_profile(personas.programme, SYSTEM).finding == "No department's needs have been analysed yet."
    )
    assert needs_of(personas.programme.pk, SYSTEM) == {}
    assert clearest_needs(personas.programme.pk, SYSTEM) == {}
    assert strand_profile(personas.programme, "recall", SYSTEM) is None


class Named:
    """A strand as far as a sentence names it."""

    def __init__(self, title: str, p: float) -> None:
        self.title, self.p_weakest3 = title, p
        self.band = "clearly a priority" if p > 0.8 else "possibly" if p >= 0.2 else "unlikely"


@pytest.mark.parametrize(
    ("strands", "sentence"),
    [
        ([], "No answers have come in yet, so we cannot say what this department needs."),
        ([("Memory and recall", 0.95), ("Language", 0.5), ("Models", 0.4), ("Rest", 0.1)],
         "Three strands stand out. Memory and recall is clearly a priority; "
         "we are less sure of language and models."),
        ([("Models", 0.9)], "One strand stands out. Models is clearly a priority."),
        ([("Memory and recall", 0.9), ("Models", 0.85)],
         "Two strands stand out. Memory and recall, and models are clearly priorities."),
        ([("Models", 0.6)], "No strand is clearly a priority yet. The likeliest is models."),
        ([("Models", 0.25)], "No strand stands out: what we know so far fits any of them."),
    ],
)  # fmt: skip
def test_findings(strands: list[tuple[str, float]], sentence: str) -> None:
    assert words.department_finding([Named(*strand) for strand in strands]) == sentence


def test_what_it_rests_on_and_what_more_answers_would_buy() -> None:
    assert words.who_answered(15, 15, 1, 0, 1).startswith("all 15 teachers, the lead")
    assert words.who_answered(14, 16, 1, 1, 1) == "14 of 16 teachers, the lead and one technician answered"
    assert (
        words.who_answered(3, None, 0, 3, 3) == "three teachers, no lead and all three technicians answered"
    )
    assert words.more_answers(0, 9, None, None).startswith("Once teachers answer")
    assert "not known" in words.more_answers(5, None, 0.3, 0.2)
    assert words.more_answers(9, 9, 0.3, 0.3).startswith("All teachers")
    assert words.more_answers(6, 20, 0.3, 0.2, (5, 0.24)) == (
        "If five more teachers answered, a typical interval would narrow from ±0.30 to ±0.24; with all 14 "
        "others, to ±0.20."
    )
    assert words.more_answers(8, 9, 0.3, 0.26).endswith("would narrow from ±0.30 to ±0.26.")
    assert words.more_answers(8, 9, 0.3, 0.298).endswith("stay at about ±0.30.")
