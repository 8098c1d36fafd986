"""Which files each role can take away, and every sheet and column in them: a new field has to be looked at.

Where a change is meant, write the lists anew with SMEATON_WRITE_FIELDS=1 and look at the difference.
"""

import os
from pathlib import Path

from tests.matrix.downloads import downloads
from tests.matrix.world import World

LISTS = Path(__file__).parent / "fields"


def test_every_role_takes_away_the_fields_that_are_listed_and_no_other(world: World) -> None:
    told = {}
    for visitor in world.visitors:
        lines = [
            f"{file.name}: {field}" for file in downloads(world, visitor).values() for field in file.fields()
        ]
        told[f"{str(visitor).replace(' ', '-')}.txt"] = "".join(f"{line}\n" for line in lines) or "nothing\n"
    if os.environ.get("SMEATON_WRITE_FIELDS"):
        for name, text in told.items():
            (LISTS / name).write_text(text, encoding="utf-8")
    kept = {path.name: path.read_text(encoding="utf-8") for path in LISTS.glob("*.txt")}
    assert set(told) == set(kept)
    for name, text in told.items():
        assert text == kept[name], f"the fields of tests/matrix/fields/{name} have changed"
