"""What a hub lead sees who sees the pages as somebody of their place does."""

from datetime import date, timedelta

from smeaton.apps.access.queries import reach_of
from smeaton.apps.access.queries.people import only_within
from smeaton.apps.people.models import Person
from smeaton.terms import Permission, Reach, Where

SEEING = "smeaton_seeing"
"""Where a session keeps as whom its pages are seen: the person, the place and since when (a timestamp)."""
LONGEST = timedelta(minutes=30)
"""After so long it ends by itself."""


def seen_as(viewer: Reach, person_id: int, place: int, today: date) -> tuple[Person, Reach] | None:
    """Somebody of the place with their reach as `viewer` is shown it; None where the viewer may not look so.

    Only for whoever holds SEE_AS_THEY_DO over the whole place, and only as people who have access in that
    place and none beyond it. What is shown is the other's reach, cut to what the viewer may see: nobody sees
    more by it than before.
    """
    if not viewer.can(Permission.SEE_AS_THEY_DO, Where(place=place)) or viewer.person == person_id:
        return None
    person = Person.objects.filter(pk=person_id).first()
    if person is None or not only_within(place, {person_id}, today):
        return None
    theirs = reach_of(person, today)
    return (person, theirs.shown_to(viewer)) if theirs.grants else None
