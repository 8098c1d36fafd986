"""Schools whose trust shares nothing (any more), which a reader of the programme's history does not read of.

An event of a whole place may tell of a school in its details: by number, or by a name that somebody gave to a
scenario. History is never changed, so it is left out where it is read.
"""

import re
from dataclasses import dataclass

from django.db.models import Q

from smeaton.apps.places.models import Department
from smeaton.terms import Permission, Reach

INSTEAD = "a school that does not share"


@dataclass(frozen=True)
class Hidden:
    """The names and numbers that are not read; nothing where nothing is hidden."""

    words: "re.Pattern[str] | None" = None

    def without(self, value: object) -> object:
        """The value with what is hidden called by what it is; lists and objects all the way down."""
        if self.words is None or value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self.words.sub(INSTEAD, value)
        if isinstance(value, int):
            return INSTEAD if self.words.fullmatch(str(value)) else value
        if isinstance(value, list | tuple):
            return [self.without(each) for each in value]
        if isinstance(value, dict):
            return {str(self.without(key)): self.without(each) for key, each in value.items()}
        return value


def hidden_from(reach: Reach) -> Hidden:
    """What the reader of whole places does not read of: one query, none for a school's own people."""
    over = reach.scopes(Permission.VIEW_HISTORY)
    if over.everywhere or not (over.places or over.programmes):
        return Hidden()
    theirs = Department.objects.filter(
        Q(programme__place__in=over.places) | Q(programme__in=over.programmes)
    ).order_by()
    seen = Department.objects.visible_to(reach, Permission.VIEW_DEPARTMENT).order_by().values("school")
    rows = theirs.exclude(school__in=seen).values_list("school", "school__name").distinct()
    words = [rf"\b{urn}\b" for urn, _ in rows]
    words += [rf"\b{re.escape(name)}\b" for name in sorted({name for _, name in rows if name}, key=len)[::-1]]
    return Hidden(re.compile("|".join(words), re.IGNORECASE)) if words else Hidden()
