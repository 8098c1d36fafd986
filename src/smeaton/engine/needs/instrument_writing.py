"""An instrument as YAML text, which reads back as the same instrument."""

from typing import Any

import yaml

from smeaton.engine.needs.instrument_model import FORMAT, Instrument, Item, Strand


def write_instrument(instrument: Instrument) -> str:
    """The text of an instrument. `read_instrument` gives it back; comments of another text are not in it."""
    found: dict[str, Any] = {"format": FORMAT, "key": instrument.key, "version": instrument.version}
    found["title"] = instrument.title
    optional = {
        "subject": instrument.subject,
        "phase": instrument.phase,
        "minutes": {role: _number(limit) for role, limit in instrument.minutes.items()},
        "introductions": dict(instrument.introductions),
    }
    found |= {name: value for name, value in optional.items() if value}
    found["levels"] = list(instrument.levels)
    if instrument.vignettes:
        found["vignettes"] = [{"id": v.id, "title": v.title, "text": v.text} for v in instrument.vignettes]
    if instrument.readiness:
        found["readiness"] = instrument.readiness
    found["strands"] = [_strand(strand) for strand in instrument.strands]
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text: str = yaml.dump(found, Dumper=dumper, allow_unicode=True, sort_keys=False, width=110)
    return text


def _strand(strand: Strand) -> dict[str, Any]:
    about = {"about": strand.about} if strand.about else {}
    return {"id": strand.id, "title": strand.title, **about, "items": [_item(item) for item in strand.items]}


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "topic": item.topic,
        "for": list(item.audience),
        "text": item.text,
        "levels": list(item.levels),
    }


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value
