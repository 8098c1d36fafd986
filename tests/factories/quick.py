"""What every test with a database has of its own. A conftest takes it up by importing it."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def own_installation(settings: Any, tmp_path: Path) -> None:
    """Charts drawn in a test stay apart from those of the installation, and passwords are hashed quickly.

    Hashing slowly is the point of a password hasher, and not of these tests.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = settings.CACHES | {
        "charts": settings.CACHES["charts"] | {"LOCATION": tmp_path / "charts"},
    }
