"""What is told of packages and plans: sentences, pictures, and the workbook to take away."""

from smeaton.apps.support.documents import sentences
from smeaton.apps.support.documents.pictures import (
    budget_picture,
    department_picture,
    package_picture,
    strand_picture,
)
from smeaton.apps.support.documents.workbook import plan_workbook, workbook_name

__all__ = [
    "budget_picture",
    "department_picture",
    "package_picture",
    "plan_workbook",
    "sentences",
    "strand_picture",
    "workbook_name",
]
