"""The world of the matrix, for whoever attacks it."""

from tests.matrix.conftest import world

__all__ = ["world"]
