"""Forms of support, by topic."""

from smeaton.apps.support.forms.planning import RunPlanForm

__all__ = ["RunPlanForm"]
