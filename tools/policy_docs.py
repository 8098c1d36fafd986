"""The table of who may open what, as `smeaton.project.policy` has it."""

from django.conf import settings

from smeaton.cli.environment import use_database
from smeaton.project.policy import COMMANDS, POLICY, Over, Rule
from smeaton.project.policy.costly import FILES, WORK
from smeaton.terms import ROLES, ScopeKind

WIDE_ENOUGH = {
    Over.PLACE: {ScopeKind.PLACE},
    Over.PROGRAMME: {ScopeKind.PLACE, ScopeKind.PROGRAMME},
    Over.TRUST: {ScopeKind.PLACE, ScopeKind.TRUST},
    Over.SCHOOL: {ScopeKind.PLACE, ScopeKind.TRUST, ScopeKind.SCHOOL},
    Over.PARTY: {ScopeKind.TRUST, ScopeKind.SCHOOL},
}


def policy(note: str) -> str:
    """Every address and command with who may use it; `note` stands first."""
    use_database()
    from smeaton.project.policy.addresses import addresses

    shown = {address.name: address.shown for address in addresses()}
    lines = [
        note,
        "# Who may open what\n\nEvery address of the site and every command, with what it takes. The "
        "permissions are those of [roles and permissions](roles-and-permissions.md); somebody without them "
        "is refused, and somebody who is not signed in is led to the sign-in page or refused. Who is "
        "signed in without a role in force is told so at any address, and signed out. `tests/matrix` "
        "asks every address as every role, over their own, a neighbour's and a stranger's, and holds each "
        "answer against this table. An address or a command without a row fails the build.\n",
    ]
    for stage, rules in POLICY.items():
        lines.append(f"\n## {stage}\n\n| address | method | needs | over | held by |\n{'|---' * 5}|\n")
        for rule in rules:
            over = f"{rule.over} ({rule.note})" if rule.note else rule.over
            cells = [f"`{shown[rule.address]}`", ", ".join(rule.methods), needs_of(rule), over, held_by(rule)]
            lines.append(f"| {' | '.join(cells)} |\n")
    lines.append(how_often(shown))
    lines.append("\n## Commands\n\n| command | who may call it |\n|---|---|\n")
    lines += [f"| `{name}` | {caller} |\n" for name, caller in COMMANDS.items()]
    return "".join(lines)


def how_often(shown: dict[str, str]) -> str:
    """How often one may ask, and the addresses that count as costly; `shown` are addresses by name."""
    limits = settings.REQUEST_LIMITS
    often = {
        kind: f"{limit['most']:,} {'times' if kind == 'costly' else kind} in {_minutes(limit['seconds'])}"
        for kind, limit in (limits | {"requests": limits["network"]}).items()
    }
    lines = [
        "\n## How often\n\nOne person, wherever they sit, and whoever answers by one link, may read "
        f"{often['pages']}, send {often['forms']}, and ask {often['costly']} for what is costly. Everybody "
        f"who is neither, at one network address together: {often['requests']}. Signing in has limits of "
        "its own ([sign in](../how-to/sign-in.md)). Each process that serves the site may let a tenth more "
        "through. Whoever asks for more reads that they have to wait, and a line of the log says so once."
        "\n\nCostly are:\n\n"
    ]
    for names, method in ((FILES, "GET"), (WORK, "POST")):
        lines.append(f"- {method}: " + ", ".join(f"`{shown[name]}`" for name in sorted(names)) + "\n")
    return "".join(lines)


def _minutes(seconds: int) -> str:
    return "a minute" if seconds == 60 else f"{seconds // 60} minutes"


def needs_of(rule: Rule) -> str:
    """The permissions of a row in words, and which roles it has to be theirs to give or vouch for."""
    words = [*rule.needs, *([" or ".join(rule.any_of)] if rule.any_of else [])]
    if rule.gives:
        words.append("giving " + ("that role" if rule.over is Over.HELD else " or ".join(rule.gives)))
    if rule.vouches:
        words.append("vouching for that role")
    return " and ".join(words) or "–"


def held_by(rule: Rule) -> str:
    """The roles that hold what a row needs, where they hold it over what it asks."""
    if not rule.needs and not rule.any_of:
        return "everybody" if rule.over in (Over.ANYBODY, Over.LINK, Over.PROVIDER) else "every role"
    enough = WIDE_ENOUGH.get(rule.over, set(ScopeKind))
    return ", ".join(
        role.title
        for role in ROLES.values()
        if role.scopes & enough
        and set(rule.needs) <= role.permissions
        and (not rule.any_of or role.permissions & set(rule.any_of))
        and (not rule.gives or role.gives & set(rule.gives))
        and (not rule.vouches or role.vouches & set(rule.vouches))
    )
