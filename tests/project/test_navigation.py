"""The header's links: the pages of the stages, for each as far as they may go."""

import pytest

from smeaton.apps.places.models import Department, Programme
from tests.factories.personas import STARTS, Personas

pytestmark = pytest.mark.django_db

OWN = "/places/testshire/departments/900001/"


def links(personas: Personas, name: str, path: str) -> list[tuple[str, str, bool]]:
    """Name, address and whether current of each link in the header of that page."""
    stages = personas.client(name).get(path).context["stages"]
    return [(stage.name, stage.url, stage.current) for stage in stages]


@pytest.mark.parametrize("name", ["hub_lead", "accountability_lead"])
def test_who_sees_the_place_goes_to_its_pages_from_every_page(personas: Personas, name: str) -> None:
    shown = links(personas, name, OWN)
    people = ["People"] if name == "hub_lead" else []
    assert [stage for stage, _, _ in shown] == ["Place", "Needs", "Support", "Offers", *people]
    assert shown[0][1] == "/places/testshire/"
    assert not any(current for _, _, current in shown)


@pytest.mark.parametrize("name", ["subject_lead", "head", "trust_lead"])
def test_who_has_one_department_goes_to_its_needs_and_its_support(personas: Personas, name: str) -> None:
    people = ("People", "/places/testshire/schools/900001/people/", False)
    assert links(personas, name, OWN) == [
        ("Needs", OWN, True),
        ("Support", OWN + "package/", False),
        people,
    ]
    assert links(personas, name, OWN + "package/") == [
        ("Needs", OWN, False),
        ("Support", OWN + "package/", True),
        people,
    ]


def test_a_school_in_two_programmes_is_one_department_in_the_header(personas: Personas) -> None:
    later = Programme.objects.create(
        place=personas.place, name="Later", subject="mathematics", starts=STARTS.replace(year=2027)
    )
    Department.objects.create(
        programme=later, school=personas.department.school, standing="invited", standing_since=STARTS
    )
    assert [name for name, _, _ in links(personas, "head", OWN)] == ["Needs", "Support", "People"]


def test_a_trust_with_several_schools_goes_to_the_list_of_them(personas: Personas) -> None:
    school = personas.neighbour.school
    school.trust = personas.department.school.trust
    school.save()
    assert links(personas, "trust_lead", OWN) == [("Your departments", "/", False)]
    page = personas.client("trust_lead").get("/").content.decode()
    assert "Alderwood School" in page
    assert "Birchfield School" in page
    assert f"/places/testshire/trusts/{school.trust_id}/people/" in page


def test_a_page_that_one_may_not_open_has_no_links(personas: Personas) -> None:
    assert links(personas, "subject_lead", "/places/testshire/") == []
