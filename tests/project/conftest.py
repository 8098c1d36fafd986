"""The people of the tests of the apps, for what holds across them."""

from tests.apps.conftest import personas
from tests.factories.quick import own_installation

__all__ = ["own_installation", "personas"]
