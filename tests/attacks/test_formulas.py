"""Somebody gives a thing a name that a spreadsheet would work out, and waits for a colleague to export it."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat

from smeaton.engine.sources.sheets import read_sheets
from smeaton.terms import Role
from tests.matrix.downloads import addresses_of_files, downloads
from tests.matrix.world import World

BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")
BY_WHICH_THE_PROGRAM_KNOWS_THINGS = {
    "slug",
    "key",
    "state",
    "kind",
    "standing",
    "role",
    "strand",
    "item",
    "source",
    "status",
    "phase",
    "type",
    "mode",
    "purpose",
    "subject",
    "subject_id",
    "code",
    "headers",
    "password",
}
"""Text fields that hold words of our own, by which rows are found; nobody types them."""


def typed_fields() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Every text field of every stage into which somebody may have typed something."""
    for model in apps.get_models():
        if not model.__module__.startswith("smeaton.apps."):
            continue
        names = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
            and not isinstance(field, models.SlugField | models.EmailField)
            and not field.choices
            and not field.unique
            and field.name not in BY_WHICH_THE_PROGRAM_KNOWS_THINGS
        ]
        if names and model._meta.app_label != "history":
            yield model, names


@pytest.mark.parametrize("beginning", BEGINNINGS, ids=repr)
def test_no_name_becomes_a_formula_in_any_file(world: World, beginning: str) -> None:
    hub = next(visitor for visitor in world.visitors if visitor.role is Role.HUB_LEAD)
    names_of_files = addresses_of_files(world)
    whole = f"{beginning}cmd|'/C calc'!A0 "
    for model, names in typed_fields():
        with transaction.atomic():
            model._base_manager.update(**{name: Concat(Value(whole), F(name)) for name in names})
    files = downloads(world, hub, names_of_files)
    assert len(files) >= 6
    for file in files.values():
        assert file.live_formulas() == [], file.name
    reached = [file.name for file in files.values() if file.is_workbook and holds(file.content, whole)]
    assert {
        "support:export",
        "support:catalogue-export",
        "support:money-export",
        "needs:board-export",
    } <= set(reached)


def holds(content: bytes, text: str) -> bool:
    """Whether a cell of the workbook holds the text, whole and as text."""
    wanted = text.strip()
    return any(
        wanted in str(cell) for sheet in read_sheets(content) for _, cells in sheet.rows for cell in cells
    )


def test_the_file_of_rows_left_out_holds_no_formula(world: World) -> None:
    """What stands in an uploaded file comes back to whoever uploaded it, and is no formula then."""
    hub = next(visitor for visitor in world.visitors if visitor.role is Role.HUB_LEAD)
    wave = world.places[0].programme.waves.get()
    row = wave.survey_imports.get()
    lines = [(number, cells) for number, cells in row.table["rows"]]
    row.table["rows"] = [
        [number, [f"{sign}1+1"] * len(cells)] for sign in BEGINNINGS for number, cells in lines
    ]
    row.save()
    file = downloads(world, hub, ["needs:import-left-out"])["needs:import-left-out"]
    assert file.live_formulas() == []
    assert file.content.count(b"1+1") >= len(BEGINNINGS)
