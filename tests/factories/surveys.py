"""Audits that ask what a survey in another tool asked, and going through the pages of an import."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from smeaton.apps.needs.models import Instrument, Wave
from smeaton.apps.places.models import Programme

LEVELS = ["Not yet", "Emerging", "Secure", "Leading"]


def instrument_source(statements: Mapping[str, str], key: str = "survey") -> str:
    """The YAML text of an instrument with these statements (item id → text), all in one strand."""
    items = [
        {
            "id": id,
            "topic": "asked elsewhere",
            "for": ["lead", "teacher", "technician"],
            "text": text,
            "levels": [f"{level}: {id}" for level in ("Hardly", "In part", "Mostly", "Wholly")],
        }
        for id, text in statements.items()
    ]
    strand = {"id": "feedback", "title": "Feedback", "about": "What was asked elsewhere", "items": items}
    return yaml.safe_dump(
        {
            "format": "smeaton-instrument/1",
            "key": key,
            "version": 1,
            "title": "Survey audit",
            "subject": "science",
            "levels": LEVELS,
            "minutes": {"lead": 12, "teacher": 6, "technician": 8},
            "introductions": dict.fromkeys(("lead", "teacher", "technician"), "Answer as it is."),
            "strands": [strand],
        },
        allow_unicode=True,
    )


def survey_wave(programme: Programme, statements: Mapping[str, str], **facts: Any) -> Wave:
    """A wave of the programme that asks these statements, open since long."""
    instrument = Instrument.objects.create(
        key="survey",
        version=1,
        title="Survey audit",
        source=instrument_source(statements),
        published_at=datetime(2026, 9, 1, tzinfo=UTC),
    )
    usual = {"name": "From elsewhere", "opens": date(2020, 9, 1), "instrument": instrument}
    return Wave.objects.create(programme=programme, **(usual | facts))


def address(step: str, wave: Wave, survey: int | None = None) -> str:
    """The address of a step of an import at the personas' place."""
    return reverse(f"needs:{step}", args=["testshire", wave.pk, *([] if survey is None else [survey])])


def uploaded(client: Client, wave: Wave, content: bytes, name: str = "answers.csv") -> int:
    """Upload a file on the page. Returns the id of the import."""
    answer = client.post(address("import", wave), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, re.findall(r"error-message[^>]*>.*?</p>", answer.content.decode())
    found = re.search(r"/import/(\d+)/columns/", answer["Location"])
    assert found is not None
    return int(found[1])


def walk_columns(client: Client, wave: Wave, survey: int, changes: Mapping[str, str] | None = None) -> None:
    """Go through the pages of columns as a person does, changing what `changes` says (letters → target)."""
    place, left = address("import-columns", wave, survey) + "?all=1", dict(changes or {})
    while "columns" in place:
        form = client.get(place).context["form"]
        said = {
            bound.html_name: left.pop(bound.html_name.removeprefix("column-"), bound.initial)
            for bound in form
        }
        answer = client.post(place, said)
        assert answer.status_code == 302, answer.content.decode()
        place = str(answer["Location"])
    assert not left, f"no such columns on the pages: {left}"


def meanings(client: Client, wave: Wave, survey: int, said: Mapping[str, str]) -> None:
    """Say what texts mean on the page of answers: by the text in its label, or by the field's name."""
    place = address("import-answers", wave, survey)
    form = client.get(place).context["form"]
    given = {}
    for bound in form:
        quoted = re.match(r"“(.*)”", bound.label)
        text = quoted[1] if quoted else bound.html_name
        given[bound.html_name] = said.get(text, bound.initial or "")
    answer = client.post(place, given)
    assert answer.status_code == 302, answer.content.decode()


def confirmed(client: Client, wave: Wave, survey: int) -> Any:
    """Import what the preview shows. Returns the page that follows."""
    place = address("import-preview", wave, survey)
    basis = client.get(place).context["preview"].basis
    return client.post(place, {"basis": basis}, follow=True)


def forms_statements(statements: Sequence[str]) -> dict[str, str]:
    """Item id → statement."""
    return {f"feedback-{k}": text for k, text in enumerate(statements, start=1)}
