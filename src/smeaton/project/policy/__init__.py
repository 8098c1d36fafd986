"""The policy: every address and every command, with who may use it. docs/reference/policy.md is made from it.

A row says what the views and services check already; `tests/matrix` asks every address as every role and
holds the answers against it. An address or a command without a row fails the build, as does a row without an
address.
"""

from smeaton.project.policy import access, home, needs, sign_in, support
from smeaton.project.policy.commands import COMMANDS, Caller
from smeaton.project.policy.rule import Over, Rule

POLICY: dict[str, tuple[Rule, ...]] = {
    "Signing in": sign_in.RULES,
    "Pages across stages": home.RULES,
    "People and agreements": access.RULES,
    "Needs": needs.RULES,
    "Support": support.RULES,
}
"""Stage → its rows, in the order in which a reader meets the pages."""

RULES: tuple[Rule, ...] = tuple(rule for rules in POLICY.values() for rule in rules)

__all__ = ["COMMANDS", "POLICY", "RULES", "Caller", "Over", "Rule"]
