"""Which files each role can take away, and every sheet and column in them: a new field has to be looked at.

Where a change is meant, write the lists anew with SMEATON_WRITE_FIELDS=1 and look at the difference.
"""

import os
import re
from pathlib import Path

from smeaton.terms import Role
from tests.matrix.downloads import addresses_of_files, downloads
from tests.matrix.world import World

LISTS = Path(__file__).parent / "fields"


def test_every_role_takes_away_the_fields_that_are_listed_and_no_other(world: World) -> None:
    told, names = {}, addresses_of_files(world)
    for visitor in world.visitors:
        lines = [
            f"{file.name}: {field}"
            for file in downloads(world, visitor, names).values()
            for field in file.fields()
        ]
        told[f"{str(visitor).replace(' ', '-')}.txt"] = "".join(f"{line}\n" for line in lines) or "nothing\n"
    if os.environ.get("SMEATON_WRITE_FIELDS"):
        for name, text in told.items():
            (LISTS / name).write_text(text, encoding="utf-8")
    kept = {path.name: path.read_text(encoding="utf-8") for path in LISTS.glob("*.txt")}
    assert set(told) == set(kept)
    for name, text in told.items():
        assert text == kept[name], f"the fields of tests/matrix/fields/{name} have changed"


def test_every_file_is_taken_away_under_a_name_of_ours(world: World) -> None:
    """Plain letters, so that no name in it can break the header or the folder that it is saved to."""
    hub = next(visitor for visitor in world.visitors if visitor.role is Role.HUB_LEAD)
    files = downloads(world, hub, addresses_of_files(world))
    assert files
    for file in files.values():
        assert re.fullmatch(r'attachment; filename="[a-z0-9-]+\.(xlsx|csv|yaml|json)"', file.disposition), (
            file.name
        )
