"""The world of the matrix, for each test that walks through it."""

from typing import Any

import pytest

from smeaton.apps.history.services import came_from
from tests.factories.quick import own_installation
from tests.matrix.world import World, make_world

__all__ = ["own_installation", "world"]


@pytest.fixture
def world(db: None, settings: Any) -> World:
    """A demonstration with two places, and everybody who may ask."""
    settings.DEMO = True
    settings.REQUEST_LIMITS = {
        kind: {"most": 10**6, "seconds": 60} for kind in settings.REQUEST_LIMITS
    }  # one person asks thousands of times here; limits have tests of their own
    with came_from(""):  # a command that was called in an earlier test has left its name
        return make_world()
