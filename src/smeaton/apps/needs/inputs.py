"""The seam: answers in the database → answers of the engine."""

from smeaton.apps.needs.models import Answer as AnswerRow
from smeaton.apps.needs.models import Wave
from smeaton.engine.needs.answers import Answer, Kind
from smeaton.engine.needs.instrument import Instrument

_KINDS: dict[str, Kind] = {kind: kind for kind in ("answered", "dont_know", "not_applicable")}


def answers_of(wave: Wave, instrument: Instrument) -> list[Answer]:
    """Every answer of a wave to an item of its instrument, in one query.

    Departments are named by their key; respondents by their response, whose code may mean nothing elsewhere.
    """
    rows = AnswerRow.objects.filter(response__wave=wave).order_by("id")
    columns = ("response__department_id", "response_id", "response__role", "item", "level", "kind")
    items = instrument.items
    return [
        Answer(str(department), str(response), role, item, items[item].strand, level, _KINDS[kind])
        for department, response, role, item, level, kind in rows.values_list(*columns)
        if item in items
    ]
