"""The registry of records: every model is in it, with fields and paths that exist and a period."""

from django.apps import apps
from django.conf import settings
from django.db.models import CharField, JSONField, TextField

from smeaton.apps.home.queries.records import BASES, RECORDS, Fate
from smeaton.apps.home.queries.records.finding import installed
from smeaton.apps.home.queries.records.people import WHERE_INSTALLED

SIGNS_OF_A_PERSON = ("_by", "email", "person", "user", "actor")
"""A field whose name ends so is looked for in `holds`, `lookups` or `secret`."""
NOT_A_PERSON = {"described_by", "named_by", "support.Reply.answered_by"}
"""Sources that describe a school; the plan that answered a reply."""


def test_every_model_is_in_the_registry_once() -> None:
    labels = [record.label for record in RECORDS]
    assert len(labels) == len(set(labels))
    there = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert there - set(labels) == set(), "say in home/queries/records what the new model holds about people"
    optional = {record.label for record in WHERE_INSTALLED}
    assert set(labels) - there - optional == set(), "the registry has a model that is no more"


def test_every_entry_says_why_how_long_and_what_becomes_of_it() -> None:
    assert set(BASES) == set(settings.RETENTION)
    for record in RECORDS:
        assert record.kind in settings.RETENTION, record.label
        assert record.why, record.label
        assert record.holds or not record.lookups, f"{record.label} is found for a person and holds nothing"
        assert bool(record.emptied) == (record.fate is Fate.EMPTY), record.label
        period = settings.RETENTION[record.kind]
        if record.ends:
            assert (period["years"] is None) != (period["days"] is None), record.label


def test_fields_and_paths_of_every_entry_exist() -> None:
    for record, model in installed():
        fields = {field.name: field for field in model._meta.get_fields()}
        for name in (*record.holds, *record.shows, *record.secret, *record.emptied):
            assert name in fields, f"{record.label}.{name}"
        for name in record.texts:
            assert isinstance(fields[name], CharField | TextField | JSONField), f"{record.label}.{name}"
        for path in [*(lookup.path for lookup in record.lookups), *([record.ends] if record.ends else [])]:
            str(model._default_manager.filter(**{f"{path}__isnull": True}).query)


def test_a_field_that_is_named_for_a_person_is_not_overlooked() -> None:
    for record, model in installed():
        told = {*record.holds, *record.secret, *(lookup.path.split("__")[0] for lookup in record.lookups)}
        for field in model._meta.concrete_fields:
            names = {field.name, f"{record.label}.{field.name}"}
            if field.name.endswith(SIGNS_OF_A_PERSON) and not names & (told | NOT_A_PERSON):
                raise AssertionError(f"{record.label}.{field.name} may name a person")
