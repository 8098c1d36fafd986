"""Facts into the database, a batch at a time, in the order in which they refer to each other."""

from smeaton.apps.register.services.links import enter_eligibilities, enter_links
from smeaton.apps.register.services.outcomes import enter_outcomes
from smeaton.apps.register.services.schools import Stated, enter_authorities, enter_schools
from smeaton.apps.register.services.statements import Statement, Tally
from smeaton.apps.register.services.trusts import enter_trusts


def enter(stated: Stated, statement: Statement, tally: Tally) -> None:
    """Enter one batch. Memberships of trusts are derived once, when all batches are in."""
    enter_authorities(stated, statement)
    enter_schools(stated, statement, tally)
    enter_trusts(stated, statement, tally)
    enter_links(stated, tally)
    enter_eligibilities(stated, tally)
    enter_outcomes(stated, statement, tally)
