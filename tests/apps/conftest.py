"""What tests of the apps may ask for."""

from pathlib import Path
from typing import Any

import pytest

from tests.factories.personas import Personas, make_personas


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    """Keep drawn charts of a test apart from those of the installation, and hash passwords quickly."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = settings.CACHES | {
        "charts": settings.CACHES["charts"] | {"LOCATION": tmp_path / "charts"},
    }


@pytest.fixture
def personas(db: None) -> Personas:
    """A place with two schools of two trusts, and one person of every role, and a stranger."""
    return make_personas()
