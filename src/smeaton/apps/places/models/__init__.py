"""Places, their programmes, and the departments in them."""

from smeaton.apps.places.models.department import Department, DepartmentQuerySet, Standing
from smeaton.apps.places.models.place import Place
from smeaton.apps.places.models.programme import Programme

__all__ = ["Department", "DepartmentQuerySet", "Place", "Programme", "Standing"]
