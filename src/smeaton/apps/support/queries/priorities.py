"""The strands that departments have agreed as their priorities, for the planner and for what moved."""

from collections.abc import Iterable

from smeaton.apps.needs.models import ChoiceState, Priority


def agreed_priorities(departments: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Department → the strands that its lead has agreed, in the lead's order; left out where none are."""
    rows = Priority.objects.filter(
        choice__department__in=list(departments),
        choice__state__in=[ChoiceState.AGREED, ChoiceState.CONFIRMED],
    ).order_by("choice__department", "rank")
    found: dict[int, list[str]] = {}
    for department, strand in rows.values_list("choice__department", "strand"):
        found.setdefault(department, []).append(strand)
    return {department: tuple(strands) for department, strands in found.items()}
