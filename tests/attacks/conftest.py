"""The world of the matrix, for whoever attacks it."""

from tests.factories.quick import own_installation
from tests.matrix.conftest import world

__all__ = ["own_installation", "world"]
