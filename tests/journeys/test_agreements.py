"""A trust signs on a phone, the hub sees its department, the trust withdraws, and it is gone at once."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from smeaton.apps.access.models import Agreement
from smeaton.apps.access.services import propose_agreement
from smeaton.terms import Shared
from tests.factories.personas import SYSTEM, Personas
from tests.journeys.pages import LARGEST, Visitor, expect

pytestmark = [pytest.mark.browser]

PLACE = "/places/testshire/"


def _fine(visitor: Visitor, width: int) -> None:
    """Axe has nothing to say, nobody scrolls sideways, the page is small."""
    assert visitor.violations() == []
    if width < 400:
        assert visitor.sideways() == 0
    assert visitor.bytes < LARGEST


def test_a_trust_signs_on_a_phone_and_withdraws(personas: Personas, visit: Callable[..., Visitor]) -> None:
    row = Agreement.objects.get(trust=personas.department.school.trust)
    Agreement.objects.filter(pk=row.pk).delete()
    hub = visit(personas.hub_lead.user, 1280)
    page = hub.open(PLACE)
    expect(page.get_by_text("1 school of 1 trust has not agreed to share this").first).to_be_visible()
    expect(page.get_by_role("link", name="Alderwood School", exact=True)).to_have_count(0)
    page.get_by_role("link", name="1 trust has not signed").click()
    expect(page.get_by_role("row", name="Alder Trust")).to_contain_text("No agreement")
    _fine(hub, 1280)
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_role("row", name="Alder Trust")).to_contain_text("Waiting for signature")

    # on a phone, without JavaScript: read, name one's post, sign
    trust = visit(personas.trust_lead.user, 375, javascript=False)
    page = trust.open("/")
    page.get_by_role("link", name="What Alder Trust shares").click()
    expect(page.get_by_text("nothing will be until you sign.")).to_be_visible()
    _fine(trust, 375)
    page.get_by_label("Your post").fill("Chief executive")
    page.get_by_role("button", name="Sign for Alder Trust").click()
    expect(page.locator(".smeaton-finding")).to_contain_text("In force")
    _fine(trust, 375)

    # the hub sees the department from then on
    department = f"{PLACE}departments/{personas.department.school_id}/"
    hub.open(PLACE)
    hub.page.get_by_role("link", name="Alderwood School", exact=True).first.click()
    expect(hub.page).to_have_url(f"{hub.site}{department}")

    # a newer version is put before the trust: one story of what is in force and what would change
    signed = Agreement.objects.in_force(timezone.localdate()).get(trust=row.trust_id)
    newer = propose_agreement(
        reach=SYSTEM,
        programme_id=personas.programme.pk,
        trust=row.trust_id,
        shares=[Shared.AGGREGATES, Shared.NAMED_DEPARTMENTS],
        until=row.until,
        at=row.proposed_at,
    )
    page = trust.open(f"/agreements/{newer.pk}/")
    expect(page.locator(".smeaton-finding")).to_contain_text("Version 1 is in force")
    expect(page.get_by_role("heading", name="What version 2 would change")).to_be_visible()
    expect(page.get_by_text("It would no longer share: moderated levels.")).to_be_visible()
    expect(page.get_by_text("If you do nothing, version 1 stays as it is")).to_be_visible()
    _fine(trust, 375)
    page = trust.open(f"/agreements/{signed.pk}/")
    newer.delete()

    # the trust withdraws, and the page that the hub has open is gone when it is loaded again
    page.get_by_role("link", name="Withdraw").click()
    _fine(trust, 375)
    page.get_by_role("button", name="Withdraw now").click()
    expect(page.locator(".smeaton-finding")).to_contain_text("Withdrawn")
    hub.open(department, status=403)
    hub.complaints.clear()  # the browser notes a refusal on its console
    page = hub.open(f"{PLACE}agreements/")
    expect(page.get_by_role("row", name="Alder Trust")).to_contain_text("Withdrawn")
    _fine(hub, 1280)
    propose_agreement(
        reach=SYSTEM,
        programme_id=personas.programme.pk,
        trust=row.trust_id,
        until=row.until,
        at=row.proposed_at,
    )
    newest = Agreement.objects.order_by("-pk").first()
    assert newest is not None
    page = trust.open(f"/agreements/{newest.pk}/?print=1")
    expect(page.get_by_role("heading", level=1)).to_contain_text("What Alder Trust shares")
