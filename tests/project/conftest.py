"""The people of the tests of the apps, for what holds across them."""

from tests.apps.conftest import personas

__all__ = ["personas"]
