"""What surrounds a profile of need: sources that disagree, what has changed, levels side by side or not."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from smeaton.apps.needs.models import ProfileCell, ProfileRun
from smeaton.apps.needs.services import analyse, open_wave
from tests.apps.needs.test_analysing import copied
from tests.factories.needs import make_wave, more_departments
from tests.factories.personas import SYSTEM, Personas
from tests.journeys.pages import LARGEST, WIDTHS, Visitor, expect

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_once")]
AT = datetime(2026, 11, 1, tzinfo=UTC)


def second_wave(personas: Personas) -> ProfileRun:
    """Two waves with the same answers; one lead sees models otherwise than the teachers."""
    places = [personas.department, personas.neighbour, *more_departments(personas.programme, 6)]
    first = make_wave(personas.programme, places)
    analyse(reach=SYSTEM, wave_id=first.pk, at=AT)
    again = open_wave(reach=SYSTEM, programme_id=personas.programme.pk, name="Summer", opens=date(2027, 6, 1))
    copied(first, again)
    run = analyse(reach=SYSTEM, wave_id=again.pk, at=AT)
    cell = ProfileCell.objects.get(run=run, department=personas.department, strand="models")
    lead = next(view for view in cell.sources if view["source"] == "lead")
    lead |= {"flagged": True, "gap": -1.4}
    cell.save()
    return run


@pytest.mark.parametrize("javascript", [True, False])
def test_sources_change_and_comparisons_at_both_widths(
    personas: Personas, visit: Callable[..., Visitor], javascript: bool
) -> None:
    run = second_wave(personas)
    pages = {
        "department": reverse("home:department", args=["testshire", personas.department.school_id]),
        "place": reverse("needs:place", args=["testshire"]),
        "strand": reverse("needs:strand", args=["testshire", "recall"]),
    }
    for anchored in ("no", "vignettes"):
        run.diagnostics["anchored"] = anchored
        run.save()
        for width in WIDTHS:
            visitor = visit(personas.hub_lead.user, width, javascript=javascript)
            for name, address in pages.items():
                page = visitor.open(address)
                assert visitor.bytes < LARGEST
                assert visitor.violations() == []
                assert visitor.sideways() == 0
                if name == "department":
                    expect(page.get_by_text("What has changed since First")).to_be_visible()
                    expect(page.get_by_text("the lead sees practice about 1.4 levels lower")).to_be_visible()
                if name == "strand" and anchored == "no":
                    expect(page.get_by_text("are not set side by side here")).to_be_visible()
