"""What the demonstration place holds, in a few lines."""

from dataclasses import dataclass

from smeaton.apps.needs.models import Answer, ProfileCell, Response, Wave
from smeaton.apps.places.models import Department, Programme, Standing
from smeaton.apps.support.queries import plan_summary
from smeaton.engine.needs.bands import CLEARLY_ABOVE
from smeaton.terms import Reach


@dataclass(frozen=True)
class Summary:
    """Counts of the prepared place. Shares are of 1, money is in pounds. All but `schools` is synthetic."""

    schools: int
    taking_part: int
    invited: int
    respondents: int
    answers: int
    profiled: int
    """Departments with a needs profile."""
    clear_priorities: int
    """Department and strand pairs that are clearly a priority."""
    share: float
    covered: float
    need: float
    budget: float
    cost: float
    bound: float
    gap: float
    least_served: float
    planned: int

    def lines(self) -> list[str]:
        """The summary as sentences, each with its denominator."""
        of = f"of {self.schools}"
        return [
            f"{self.schools} schools: {self.taking_part} {of} take part, {self.invited} are invited.",
            f"{self.answers:,} answers of {self.respondents} people.",
            f"{self.profiled} {of} departments have a needs profile; "
            f"{self.clear_priorities} strands in them are clearly a priority.",
            f"The plan meets {self.share:.0%} of the need of {self.planned} {of} departments "
            f"for £{self.cost:,.0f} of £{self.budget:,.0f};",
            f"the department least served has {self.least_served:.0%} of its need met.",
            f"Need met: {self.covered:.2f} of {self.need:.2f}. No plan can meet more than {self.bound:.2f}: "
            f"this one is within {self.gap:.1%} of the best possible.",
            "Schools and published figures are real; staff, standings, answers and plan are synthetic.",
        ]


def summarise(programme: Programme, reach: Reach) -> Summary:
    """Count what the demonstration place holds; needs a current plan."""
    plan = plan_summary(programme.pk, reach).current
    if plan is None:
        raise LookupError("the demonstration has no current plan")
    departments = Department.objects.filter(programme=programme)
    analysed = Wave.objects.filter(programme=programme, profile_runs__current=True)
    cells = ProfileCell.objects.filter(run__wave__programme=programme, run__current=True)
    return Summary(
        schools=departments.count(),
        taking_part=departments.filter(standing=Standing.TAKING_PART).count(),
        invited=departments.filter(standing=Standing.INVITED).count(),
        respondents=Response.objects.filter(
            wave__programme=programme, wave__profile_runs__current=True
        ).count(),
        answers=Answer.objects.filter(response__wave__in=analysed).count(),
        profiled=cells.values("department").distinct().count(),
        clear_priorities=cells.filter(p_weakest3__gt=CLEARLY_ABOVE).count(),
        share=plan.share,
        covered=plan.covered,
        need=plan.need,
        budget=plan.budget,
        cost=plan.cost,
        bound=plan.bound,
        gap=plan.gap,
        least_served=plan.least_served,
        planned=plan.planned,
    )
