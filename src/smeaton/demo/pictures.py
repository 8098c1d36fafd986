"""Draws what a newcomer opens first, so that the pictures are there: the first drawing takes seconds."""

from smeaton.apps.home.documents.charts import gap_chart, needs_chart
from smeaton.apps.needs.queries import department_profile
from smeaton.apps.places.models import Programme
from smeaton.apps.places.queries import departments
from smeaton.apps.register.queries import gap_series
from smeaton.apps.support.services import draw_pictures
from smeaton.demo import facts
from smeaton.terms import Reach
from smeaton.ui.charts import draw


def draw_first_pictures(*, reach: Reach, programme: Programme, plan_run_id: int) -> None:
    """Draw the gap, every department's needs, and the plan's own pictures. What is drawn is left alone."""
    cards = departments(programme.pk, reach)
    needs = [needs_chart(department_profile(card.id, reach)) for card in cards]
    draw([gap_chart(programme.place.name, gap_series(facts.AUTHORITY))])
    draw(chart for chart in needs if chart is not None)
    draw_pictures(reach=reach, plan_run_id=plan_run_id)
