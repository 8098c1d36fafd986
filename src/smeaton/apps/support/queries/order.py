"""Which offers come before which, and which of them departments have been to, in the ids of the problem."""

from collections import defaultdict

from smeaton.apps.support.models import PackageItem, Prerequisite, Standing
from smeaton.engine.support.ordered import Order


def order_of(programme_id: int) -> Order:
    """The order of a programme's offers. For the app's own use."""
    after: dict[str, list[str]] = defaultdict(list)
    for key, first in Prerequisite.objects.filter(offer__programme=programme_id).values_list(
        "offer__key", "first__key"
    ):
        after[key].append(first)
    had: dict[str, set[str]] = defaultdict(set)
    if after:
        past = PackageItem.objects.filter(
            package__department__programme=programme_id, standing=Standing.PAST, offer__isnull=False
        )
        for urn, key in past.values_list("package__department__school", "offer__key").distinct():
            had[str(urn)].add(str(key))
    return Order({key: tuple(firsts) for key, firsts in after.items()}, dict(had))
