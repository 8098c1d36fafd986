"""What every test may ask for. Nothing here imports Django: engine tests also run without it."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.factories import migrated

ROOT = Path(__file__).resolve().parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"


def pytest_configure(config: pytest.Config) -> None:
    """What the processes of a run share."""
    until_the_end = ExitStack()
    until_the_end.enter_context(migrated.shared())
    config.add_cleanup(until_the_end.close)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long, so that no process still has one when the others are done."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Begin with a copy of a migrated database."""
    from django.conf import settings

    with migrated.begin_with_a_copy(settings.DATABASES["default"]):
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real public data that stands beside the checkout; the test skips where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"no public data at {SHARED_DATA}")
    return SHARED_DATA


@pytest.fixture(scope="session")
def shared_tools() -> Path:
    """The folder with the independent plan checker; the test skips where it is absent."""
    tools = SHARED_DATA.parent / "tools"
    if not tools.is_dir():
        pytest.skip(f"no tools at {tools}")
    return tools
