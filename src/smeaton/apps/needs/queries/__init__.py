"""Reads about needs: instruments, profiles of departments, and the place as a whole."""

from smeaton.apps.needs.queries.department import (
    Basis,
    DepartmentProfile,
    Disagreement,
    RoleSays,
    StrandNeed,
    department_profile,
    department_profiles,
)
from smeaton.apps.needs.queries.instruments import (
    ShippedInstrument,
    shipped,
    shipped_instrument,
    shipped_instruments,
    shipped_source,
    strand_titles,
)
from smeaton.apps.needs.queries.place import (
    ClearestNeed,
    DepartmentRow,
    MatrixCell,
    PlaceProfile,
    StrandColumn,
    answered_in,
    clearest_needs,
    needs_of,
    place_matrix,
    place_profile,
)
from smeaton.apps.needs.queries.strand import StrandProfile, StrandRow, strand_profile

__all__ = [
    "Basis",
    "ClearestNeed",
    "DepartmentProfile",
    "DepartmentRow",
    "Disagreement",
    "MatrixCell",
    "PlaceProfile",
    "RoleSays",
    "ShippedInstrument",
    "StrandColumn",
    "StrandNeed",
    "StrandProfile",
    "StrandRow",
    "answered_in",
    "clearest_needs",
    "department_profile",
    "department_profiles",
    "needs_of",
    "place_matrix",
    "place_profile",
    "shipped",
    "shipped_instrument",
    "shipped_instruments",
    "shipped_source",
    "strand_profile",
    "strand_titles",
]
