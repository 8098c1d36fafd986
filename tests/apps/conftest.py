"""What tests of the apps may ask for."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast

from smeaton.apps.history.models import Event
from tests.factories.personas import Personas, make_personas
from tests.factories.quick import own_installation

__all__ = ["own_installation", "personas"]


@pytest.fixture
def personas(db: None) -> Iterator[Personas]:
    """A place with two schools of two trusts, and one person of every role, and a stranger.

    Whatever the test had recorded must hold nobody's address: history outlives a person's record. (An audit
    is called by “key@version”, which has no dot after it that an address has.)
    """
    yield make_personas()
    if not connection.needs_rollback:
        said = Event.objects.annotate(text=Cast("changes", TextField())).filter(text__regex=r"@[a-z0-9-]+[.]")
        assert not said.exists(), [str(event) for event in said]
