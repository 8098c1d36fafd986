"""Drawing the pictures of a finished plan, so that pages find them drawn."""

from smeaton.apps.support import queries
from smeaton.apps.support.documents import (
    budget_picture,
    department_picture,
    package_picture,
    strand_picture,
)
from smeaton.apps.support.models import PlanRun
from smeaton.terms import Reach
from smeaton.ui.charts import draw


def draw_pictures(*, reach: Reach, plan_run_id: int) -> int:
    """Draw what the pages of the plan and its packages show, if the run is current; returns how many.

    A picture that is drawn already is left alone, so that a second call costs next to nothing.
    """
    run = PlanRun.objects.get(pk=plan_run_id)
    summary = queries.plan_summary(run.programme_id, reach)
    if summary.current is None or summary.current.id != run.pk:
        return 0
    plan = summary.current
    charts = [department_picture(plan), strand_picture(plan), budget_picture(plan)]
    packages = queries.packages_in_full(run.programme_id, reach)
    charts += [package_picture(view) for view in packages if view.strands]
    draw(charts)
    return len(charts)
