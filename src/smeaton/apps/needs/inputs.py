"""The seam: answers in the database → answers of the engine."""

from smeaton.apps.needs.models import Answer as AnswerRow
from smeaton.apps.needs.models import Wave
from smeaton.engine.needs.answers import VIGNETTE, Answer, Kind
from smeaton.engine.needs.instrument import Instrument

_KINDS: dict[str, Kind] = {kind: kind for kind in ("answered", "dont_know", "not_applicable")}


def answers_of(wave: Wave, instrument: Instrument) -> list[Answer]:
    """Every answer of a wave to an item or a vignette of its instrument, in one query.

    Departments are named by their key; respondents by their response, whose code may mean nothing elsewhere.
    """
    rows = AnswerRow.objects.filter(response__wave=wave).order_by("id")
    columns = ("response__department_id", "response_id", "response__role", "item", "level", "kind")
    items, vignettes = instrument.items, {vignette.id for vignette in instrument.vignettes}
    found = []
    for department, response, role, item, level, kind in rows.values_list(*columns):
        who = str(department), str(response)
        if item in items:
            found.append(Answer(*who, role, item, items[item].strand, level, _KINDS[kind]))
        elif item in vignettes:
            found.append(Answer(*who, VIGNETTE, item, "", level, _KINDS[kind]))
    return found
