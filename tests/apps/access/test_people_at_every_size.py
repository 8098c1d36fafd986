"""The pages about people and agreements of nobody, of a school, and of a region's hub: few queries, small."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from smeaton.apps.access.models import Agreement, GrantRecord, InvitationToJoin, StaffList
from smeaton.apps.people.models import CorrectionRequest, Post
from smeaton.apps.places.models import Place
from smeaton.engine.sources.staff_lists import MOST
from smeaton.terms import Role
from tests.factories.personas import GRANTED, Personas
from tests.factories.regions import asks, invited, led, region, signed
from tests.factories.signing_in import signed_in

PLACE, AGREEMENTS = "/places/testshire/people/", "/places/testshire/agreements/"
MOST_QUERIES, LARGEST = 20, 100_000


def read(client: Any, path: str, queries: Any, **asked: str) -> str:
    """A page as text, small and asked of the database in few queries."""
    with queries(MOST_QUERIES):
        answer = client.get(path, asked)
    assert answer.status_code == 200, path
    assert len(answer.content) < LARGEST, (path, len(answer.content))
    return unescape(answer.content.decode())


def listed(page: str) -> list[str]:
    """The schools of the table, in its order."""
    table = page.split('id="schools"')[1].split("<details", maxsplit=1)[0]
    return re.findall(r'<th scope="row"[^>]*><a [^>]*>([^<]+)</a>', table)


def test_schools_where_something_waits_come_first_each_with_its_one_next_step(
    personas: Personas, django_assert_max_num_queries: Any
) -> None:
    now = timezone.now()
    asking, unled, unsigned, late, open_, quiet = region(personas, 6, 6)
    for school in (asking, unled, late, open_, quiet):
        signed(personas, school.trust, now)
    for school in (asking, unsigned, late, open_, quiet):
        led(school, f"Lead of {school.name}")
    led(unled, "Tia Teacher", Role.TEACHER)
    CorrectionRequest.objects.bulk_create([asks(GrantRecord.objects.get(school=asking).person, 1, now)])
    InvitationToJoin.objects.bulk_create(
        [invited(personas, late, 1, now - timedelta(days=20)), invited(personas, open_, 2, now)]
    )
    hub = personas.client("hub_lead")
    page = read(hub, PLACE, django_assert_max_num_queries)
    birchfield = "Birchfield School"  # nobody is in or invited there
    assert listed(page) == [each if isinstance(each, str) else each.name for each in (
        asking, late, birchfield, unled, unsigned, open_,
    )]  # fmt: skip
    steps = dict(re.findall(r">([^<>]+)<span class=\"govuk-visually-hidden\">: ([^<]+)</span></a>", page))
    assert {step: school for step, school in steps.items() if "School" in school} == {
        "Answer the request": asking.name,
        "Send the letter again": open_.name,
        "Invite the school": birchfield,
        "Invite its lead": unled.name,
        "Propose an agreement": unsigned.name,
    }
    assert "2 schools where nothing waits" in page  # Alderwood, and the quiet one
    assert f"?party=trust-{unsigned.trust_id}#propose" in page
    assert listed(read(hub, PLACE, django_assert_max_num_queries, waits="trust has not signed")) == [
        unsigned.name
    ]
    assert len(listed(read(hub, PLACE, django_assert_max_num_queries, waits="all"))) == 8
    # a trust's own lead is not told of corrections, and signs what the hub proposes
    trust = read(
        personas.client("trust_lead"),
        f"/places/testshire/trusts/{personas.department.school.trust_id}/people/",
        django_assert_max_num_queries,
    )
    assert "Nothing waits at any school" in trust


def test_what_is_to_be_done_about_an_agreement_follows_how_it_stands(
    personas: Personas, django_assert_max_num_queries: Any
) -> None:
    """Who has withdrawn is asked anew and not reminded to sign; a signature that does not count says so."""
    now = timezone.now()
    withdrawn, unvouched, proposed = region(personas, 3, 3)
    for school in (withdrawn, unvouched, proposed):
        led(school, f"Lead of {school.name}")
        signed(personas, school.trust, now)
    rows = Agreement.objects.filter(trust__in=[school.trust for school in (withdrawn, unvouched, proposed)])
    rows.filter(trust=withdrawn.trust).update(withdrawn_at=now)
    rows.filter(trust=unvouched.trust).update(counts_from=None)
    rows.filter(trust=proposed.trust).update(counts_from=None, signed_at=None, signed_as="")
    page = read(personas.client("hub_lead"), PLACE, django_assert_max_num_queries)
    told = dict(
        re.findall(r">([^<>]+)<span class=\"govuk-visually-hidden\">: (Region [^<]+)</span></a>", page)
    )
    assert told == {
        "Propose an agreement": withdrawn.name,
        "See the agreement": unvouched.name,
        "Remind whoever signs": proposed.name,
    }
    assert "whoever signed is not vouched for" in page
    assert "a signature that nobody vouches for" in page


def test_a_hub_of_three_thousand_schools_finds_one_by_name_without_a_script(
    personas: Personas, django_assert_max_num_queries: Any
) -> None:
    now = timezone.now()
    rows = region(personas, 3000, 200)
    rows[1234].name = "École Saint-Éloi"
    rows[1234].save()
    led(rows[1234], "Zoë Zielińska")
    InvitationToJoin.objects.bulk_create(invited(personas, row, n, now) for n, row in enumerate(rows[:900]))
    hub = personas.client("hub_lead")
    page = read(hub, PLACE, django_assert_max_num_queries)
    assert len(listed(page)) == 10
    assert "Find a lead for 3000 schools" in page
    assert "Schools 1 to 10 of 3001" in page
    last = read(hub, PLACE, django_assert_max_num_queries, page="301")
    assert "École Saint-Éloi" in last  # it has a lead: only its trust has not signed
    for words in ("ecole eloi", "zoe"):
        assert listed(read(hub, PLACE, django_assert_max_num_queries, q=words)) == ["École Saint-Éloi"]
    found = read(hub, PLACE, django_assert_max_num_queries, q="Zoë")
    assert "Zoë Zielińska" in found.split("People called")[1]
    assert "What they did" in found
    nobody = read(hub, PLACE, django_assert_max_num_queries, q="<script>nobody")
    assert "No school has “<script>nobody” in its name" in nobody
    agreements = read(hub, AGREEMENTS, django_assert_max_num_queries)
    assert "202 trusts and schools without one" in agreements
    assert "Trusts 1 to 10 of 202" in agreements
    assert agreements.count("<option") < 30  # the form offers the trusts of the page, and all at once
    one = read(hub, AGREEMENTS, django_assert_max_num_queries, q="saint eloi")
    assert "1 of 202 trusts" in one
    asked = {"who": f"trust-{rows[150].trust_id}", "shares": ["aggregates"], "until": "2099-08-31"}
    assert hub.post(AGREEMENTS, asked | {"review_on": "2028-08-31"}).status_code == 302
    assert Agreement.objects.get(signed_at=None).trust_id == rows[150].trust_id


def test_two_thousand_invitations_and_the_longest_staff_list_are_read_in_parts(
    personas: Personas, django_assert_max_num_queries: Any
) -> None:
    now, school = timezone.now(), personas.department.school
    InvitationToJoin.objects.bulk_create(
        invited(personas, school, n, now, sent=n % 2 == 0) for n in range(2000)
    )
    head = personas.client("head")
    page = read(head, f"/places/testshire/schools/{school.urn}/people/", django_assert_max_num_queries)
    assert "Send the first 400 of 1000 letters" in page
    assert "Invitations 1 to 30 of 2000" in page
    list_ = StaffList.objects.create(
        place=personas.place, school=school, uploaded_at=now, uploaded_by="system:tests",
        headings=["Name", "Email", "Role"],
        rows=[[n, [f"Pat {n}", f"pat{n}@new.example", "teacher"]] for n in range(2, MOST + 2)],
    )  # fmt: skip
    look = f"/places/testshire/schools/{school.urn}/people/list/{list_.pk}/"
    page = read(head, look, django_assert_max_num_queries, page="5")
    assert f"{MOST} people come in at Alderwood School" in page
    assert f"People 241 to {MOST} of {MOST}" in page
    assert f"pat{MOST + 1}@new.example" in page
    StaffList.objects.update(rows=[[n, ["", "nowhere", "wizard"]] for n in range(2, 2002)])
    page = read(head, look, django_assert_max_num_queries, page="16")
    assert "Mistakes 901 to 901 of 901" in page
    assert f"The list goes on after {MOST} people. Divide it." in page


def test_letters_to_all_who_had_none_go_with_one_press_and_only_to_those_one_may_invite(
    personas: Personas,
) -> None:
    now, school = timezone.now(), personas.department.school
    InvitationToJoin.objects.bulk_create(invited(personas, school, n, now, sent=False) for n in range(3))
    other = personas.neighbour.school
    InvitationToJoin.objects.bulk_create([invited(personas, other, 9, now, sent=False)])
    send, here = "/places/testshire/people/invitations/send/", f"school-{school.urn}"
    for nonsense in ("", "school-", "wizard-1", f"school-{'9' * 40}", f"school-{other.urn}"):
        assert personas.client("head").post(send, {"unsent": nonsense}).status_code == 404, nonsense
    assert personas.client("stranger").post(send, {"unsent": here}).status_code == 404
    assert InvitationToJoin.objects.filter(sent_at=None).count() == 4
    assert (
        "3 letters go out"
        in personas.client("head").post(send, {"unsent": here}, follow=True).content.decode()
    )
    assert InvitationToJoin.objects.get(sent_at=None).school == other


def test_among_many_schools_the_one_that_somebody_moves_to_is_named(
    personas: Personas, django_assert_max_num_queries: Any
) -> None:
    rows = region(personas, 400, 3)
    grant = GrantRecord.objects.get(person=personas.subject_lead)
    Post.objects.create(
        person=personas.subject_lead, title="Lead", school=personas.department.school, starts=GRANTED
    )
    address, hub = f"/places/testshire/people/roles/{grant.pk}/end/", personas.client("hub_lead")
    assert "Its name, or its URN" in read(hub, address, django_assert_max_num_queries)
    move = {"what": "move", "when": "at once"}
    for words, told in (
        ("", "Choose the school"),
        ("Nowhere", "Choose the school"),
        ("school 000", f"Which of these? Enter its URN. {rows[0].urn} Region School 0000"),
        ("Alderwood School", "Choose the school"),  # where they are
    ):
        answer = hub.post(address, move | {"to": words})
        assert answer.status_code == 422
        assert told in unescape(answer.content.decode()), words
    assert hub.post(address, move | {"to": "region 0123"}).status_code == 302
    held = GrantRecord.objects.in_force(timezone.localdate()).get(person=personas.subject_lead)
    assert held.school == rows[123]


@pytest.mark.parametrize("role", [Role.HUB_LEAD, Role.COORDINATOR, Role.ADMINISTRATOR])
def test_a_place_just_made_says_what_to_do_next_on_every_page(
    personas: Personas, role: Role, django_assert_max_num_queries: Any
) -> None:
    from smeaton.apps.people.services import add_person
    from tests.factories.personas import SYSTEM

    place = Place.objects.create(slug="newtown", name="Newtown")
    first = add_person(reach=SYSTEM, name="Fay First", email="fay@newtown.example")
    GrantRecord.objects.create(person=first, role=role, place=place, starts=GRANTED)
    client = signed_in(first.user)
    people = read(client, "/places/newtown/people/", django_assert_max_num_queries)
    assert "No school is in a programme here yet" in people
    assert "Invite somebody" in people or role == Role.COORDINATOR
    agreements = read(client, "/places/newtown/agreements/", django_assert_max_num_queries)
    assert "No programme has begun here yet" in agreements
    asked = read(client, "/places/newtown/corrections/", django_assert_max_num_queries)
    assert "Nobody has asked for anything" in asked
    if role == Role.ADMINISTRATOR:
        assert 'href="/places/newtown/"' not in people + agreements  # which is not theirs to see
        holds = read(client, "/places/newtown/holds/", django_assert_max_num_queries)
        assert "look for the person by name under People" in holds
    else:
        assert client.get("/places/newtown/holds/").status_code == 403
        here = read(client, "/places/newtown/", django_assert_max_num_queries)
        assert "No programme has begun here yet" in here
        assert "Nothing waits: nobody asks for a correction" in here
    assert personas.client("stranger").get("/places/newtown/agreements/").status_code == 403
