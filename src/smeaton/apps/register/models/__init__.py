"""Schools, trusts, authorities, and what has been published about them."""

from smeaton.apps.register.models.eligibility import Eligibility
from smeaton.apps.register.models.import_run import ImportRun
from smeaton.apps.register.models.local_authority import LocalAuthority
from smeaton.apps.register.models.outcome import Outcome
from smeaton.apps.register.models.school import School, SchoolObservation
from smeaton.apps.register.models.school_link import SchoolLink
from smeaton.apps.register.models.trust import Trust, TrustName
from smeaton.apps.register.models.trust_membership import TrustMembership

__all__ = [
    "Eligibility",
    "ImportRun",
    "LocalAuthority",
    "Outcome",
    "School",
    "SchoolLink",
    "SchoolObservation",
    "Trust",
    "TrustMembership",
    "TrustName",
]
