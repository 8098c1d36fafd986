"""Pages about agreements: the hub proposes, the trust signs and withdraws, letters tell of it."""

import re
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from smeaton.apps.access.models import Agreement
from smeaton.apps.access.services import propose_agreement
from smeaton.apps.outbox.models import Letter
from smeaton.terms import SHARED, Role, Shared
from tests.factories.personas import SYSTEM, Personas

LIST = "/places/testshire/agreements/"
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def proposed(personas: Personas) -> Agreement:
    """A newer version that waits for the Alder Trust."""
    return propose_agreement(
        reach=SYSTEM,
        programme_id=personas.programme.pk,
        trust=personas.department.school.trust_id,
        until=date(2099, 8, 31),
        at=AT,
    )


def test_the_hub_proposes_to_whoever_shares_nothing_and_the_trust_signs(
    personas: Personas, django_assert_max_num_queries: object
) -> None:
    Agreement.objects.all().delete()
    hub = personas.client("hub_lead")
    with django_assert_max_num_queries(19):
        page = hub.get(LIST).content.decode()
    assert "0 of 2 trusts and schools share with Science · Testshire" in page
    assert page.count("No agreement") == 2
    assert hub.post(LIST, {"who": "all"}).status_code == 422
    asked = {"who": "all", "shares": ["aggregates", "named departments"], "until": "2099-08-31"}
    page = hub.post(LIST, asked | {"review_on": "2028-08-31"}, follow=True).content.decode()
    assert "Proposed to 2" in page
    assert page.count("Waiting for signature") == 2
    row = Agreement.objects.get(trust=personas.department.school.trust)
    letter = Letter.objects.get(purpose="agreement proposed", to="trust.lead@example.org")
    assert f"/agreements/{row.pk}/" in letter.text
    assert "2 trusts have not signed" in hub.get("/places/testshire/").content.decode()

    trust = personas.client("trust_lead")
    assert f"/agreements/{row.pk}/" in trust.get("/").content.decode()
    with django_assert_max_num_queries(19):
        page = trust.get(f"/agreements/{row.pk}/").content.decode()
    for told in SHARED.values():
        assert told.title in page or told.title.lower() in page
    assert trust.post(f"/agreements/{row.pk}/sign/", {"signed_as": " "}).status_code == 422
    page = trust.post(
        f"/agreements/{row.pk}/sign/", {"signed_as": "Trust lead"}, follow=True
    ).content.decode()
    assert "Signed. Alder Trust shares this" in page
    row.refresh_from_db()
    assert row.signed_by == personas.trust_lead
    assert Letter.objects.filter(purpose="agreement signed", to="hub.lead@example.org").count() == 1
    assert "Print this agreement" in page
    assert "version 1, in force" in trust.get(f"/agreements/{row.pk}/?print=1").content.decode()
    assert "1 trust has not signed" in hub.get("/places/testshire/").content.decode()


def test_withdrawing_asks_once_more_and_says_what_happens_at_once(personas: Personas) -> None:
    row = Agreement.objects.get(trust=personas.department.school.trust)
    trust, hub = personas.client("trust_lead"), personas.client("hub_lead")
    page = trust.get(f"/agreements/{row.pk}/withdraw/").content.decode()
    assert "Withdraw now" in page
    assert "from their next click on" in page
    row.refresh_from_db()
    assert row.withdrawn_at is None
    page = trust.post(f"/agreements/{row.pk}/withdraw/", follow=True).content.decode()
    assert "Withdrawn. The people of Science · Testshire see nothing more" in page
    department = f"/places/testshire/departments/{personas.department.school_id}/"
    assert hub.get(department).status_code == 403
    assert trust.get(department).status_code == 200
    assert Letter.objects.filter(purpose="agreement withdrawn", to="hub.lead@example.org").count() == 1
    page = hub.get(LIST).content.decode()
    assert "Withdrawn" in page
    assert "?party=trust-" in page
    assert trust.get(f"/agreements/{row.pk}/withdraw/").status_code == 302


def test_a_newer_proposal_takes_the_letter_of_the_one_before_back(personas: Personas) -> None:
    first, second = proposed(personas), proposed(personas)
    assert not Letter.objects.filter(
        purpose="agreement proposed", state="queued", subject_id=first.pk
    ).exists()
    assert Letter.objects.filter(purpose="agreement proposed", subject_id=second.pk).count() == 1


def test_a_review_that_is_due_is_said_and_done(personas: Personas) -> None:
    row = Agreement.objects.get(trust=personas.department.school.trust)
    Agreement.objects.filter(pk=row.pk).update(review_on=date(2026, 1, 1))
    assert "Review due" in personas.client("hub_lead").get(LIST).content.decode()
    trust = personas.client("trust_lead")
    assert "it still holds" in trust.get(f"/agreements/{row.pk}/").content.decode()
    trust.post(f"/agreements/{row.pk}/review/")
    row.refresh_from_db()
    assert row.review_on is not None
    assert row.review_on > timezone.localdate()


@pytest.mark.parametrize(
    ("who", "listed", "one", "signing"),
    [
        ("hub_lead", 200, 200, 403),
        ("accountability_lead", 200, 200, 403),
        ("trust_lead", 403, 200, 200),
        ("head", 403, 403, 403),
        ("subject_lead", 403, 403, 403),
        ("stranger", 403, 403, 403),
    ],
)
def test_who_sees_and_who_signs(personas: Personas, who: str, listed: int, one: int, signing: int) -> None:
    row, client = proposed(personas), personas.client(who)
    assert client.get(LIST).status_code == listed
    assert client.get(f"/agreements/{row.pk}/").status_code == one
    answer = client.post(f"/agreements/{row.pk}/sign/", {"signed_as": "Trust lead"}, follow=True)
    assert answer.status_code == signing
    assert client.get("/agreements/999999/").status_code == 404


def test_a_newer_version_says_what_is_in_force_what_would_change_and_what_follows_if_nobody_signs(
    personas: Personas,
) -> None:
    first = Agreement.objects.get(trust=personas.department.school.trust)
    second = propose_agreement(
        reach=SYSTEM,
        programme_id=personas.programme.pk,
        trust=personas.department.school.trust_id,
        shares=[Shared.AGGREGATES, Shared.NAMED_DEPARTMENTS],
        roles=[Role.HUB_LEAD, Role.COORDINATOR],
        starts=date(2098, 9, 1),
        until=date(2099, 8, 31),
        review_on=date(2099, 1, 1),
        at=AT,
    )
    trust, hub = personas.client("trust_lead"), personas.client("hub_lead")
    page = trust.get(f"/agreements/{second.pk}/").content.decode()
    for said in (
        "Version 1 is in force until 31 August 2100.",
        "This is version 2, which would take its place on 1 September 2098 once you sign it.",
        "What version 2 would change",
        "It would no longer share: moderated levels.",
        "It would no longer share with: accountability lead, evaluator, mentor.",
        "It would last until 31 August 2099, instead of 31 August 2100.",
        "It would be looked at again on 1 January 2099.",
        "If you do nothing, version 1 stays as it is until 31 August 2100.",
    ):
        assert said in page, said
    assert "Nothing" not in page.split("</h1>")[1].split("</p>")[0]
    assert "once it is signed" in hub.get(f"/agreements/{second.pk}/").content.decode()
    assert "would change" in trust.get(f"/agreements/{first.pk}/").content.decode()

    page = trust.post(
        f"/agreements/{second.pk}/sign/", {"signed_as": "Trust lead"}, follow=True
    ).content.decode()
    assert "Signed. Alder Trust shares this with Science · Testshire from 1 September 2098 on." in page
    assert "It begins on 1 September 2098. Until then version 1 is in force." in page
    assert "What version 2 changes" in page
    assert "Withdraw" in page
    page = trust.get(f"/agreements/{first.pk}/").content.decode()
    assert "until version 2 begins on 1 September 2098" in page
    assert "to be replaced on 1 September 2098" in page
    page = hub.get(LIST).content.decode()
    assert "2 of 2 trusts and schools share" in page
    department = f"/places/testshire/departments/{personas.department.school_id}/"
    assert hub.get(department).status_code == 200
    assert hub.get(f"/agreements/{second.pk}/").status_code == 200
    assert personas.client("stranger").get(f"/agreements/{second.pk}/").status_code == 403
    assert personas.client("subject_lead").get(f"/agreements/{second.pk}/").status_code == 403


def test_a_version_that_changes_nothing_says_so(personas: Personas) -> None:
    first = Agreement.objects.get(trust=personas.department.school.trust)
    second = propose_agreement(
        reach=SYSTEM,
        programme_id=personas.programme.pk,
        trust=personas.department.school.trust_id,
        until=first.until,
        at=AT,
    )
    page = personas.client("trust_lead").get(f"/agreements/{second.pk}/").content.decode()
    assert "Nothing of what is shared, with whom and until when." in page
    Agreement.objects.filter(pk=first.pk).delete()
    page = personas.client("trust_lead").get(f"/agreements/{second.pk}/").content.decode()
    assert "Nothing is shared now, and nothing will be until you sign." in page
    assert "would change" not in page


def test_what_waits_leads_to_a_list_with_whoever_it_waits_for(personas: Personas) -> None:
    """A trust that shares and has been sent a newer version is found under both states."""
    proposed(personas)
    birch = Agreement.objects.get(trust=personas.neighbour.school.trust)
    Agreement.objects.filter(pk=birch.pk).update(counts_from=None)
    hub = personas.client("hub_lead")
    page = hub.get(LIST).content.decode()
    assert "1 waits to be signed. 1 is signed and not vouched for." in page
    for told, trust in (
        ("Remind who has not signed", "Alder Trust"),
        ("Have somebody vouch for whoever signed", "Birch Trust"),
    ):
        found = re.search(rf'href="([^"#]+)#parties">{told}', page)
        assert found is not None, told
        narrowed = hub.get(LIST + found[1]).content.decode()
        rows = re.findall(r'<tr class="govuk-table__row">.*?</tr>', narrowed, re.DOTALL)
        assert [row for row in rows if trust in row], told
        assert len(rows) == 2, told  # the heading, and the one
        assert "Show all" in narrowed
