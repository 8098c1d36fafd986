"""Write the reference pages generated from the code; with `--check`, fail where one is out of date."""

import sys
from collections.abc import Callable
from pathlib import Path

import click
import policy_docs
import record_docs

from smeaton.cli import main
from smeaton.terms import ROLES, SHARED, SHARING, Permission, Role

DOCS = Path(__file__).resolve().parents[1] / "docs"
NOTE = "<!-- Written by tools/generate_docs.py (`make docs`); do not edit. -->\n\n"


def command_line() -> str:
    """Every command with its options."""
    parts = [NOTE + "# The command line\n"]

    def describe(command: click.Command, name: str, parent: click.Context | None) -> None:
        context = click.Context(
            command, info_name=name, parent=parent, max_content_width=96, terminal_width=96
        )
        parts.append(f"\n## `{context.command_path}`\n\n```text\n{command.get_help(context)}\n```\n")
        if isinstance(command, click.Group):
            for child in command.list_commands(context):
                found = command.get_command(context, child)
                if found is not None:
                    describe(found, child, context)

    describe(main, "smeaton", None)
    return "".join(parts)


def roles() -> str:
    """Roles × permissions, as `smeaton.terms` has them."""
    lines = [NOTE, "# Roles and permissions\n\n"]
    lines.append(
        "A grant gives a person one role over one place, trust or school, from one day to another. A role of "
        "a school or a trust that people of the programme give rests on their word, and signs nothing, until "
        "somebody [vouches](../explanation/what-trusts-share.md) for it.\n\n"
    )
    for role in ROLES.values():
        over = ", ".join(sorted(role.scopes))
        vouches = ", ".join(each for each in Role if each in role.vouches)
        lines.append(f"- **{role.title}** (over a {over}): {role.description}")
        lines.append(f" Vouches for: {vouches}.\n" if vouches else "\n")
    titles = [role.title for role in ROLES.values()]
    lines.append("\n| permission | " + " | ".join(titles) + " |\n|---|" + "---|" * len(titles) + "\n")
    for permission in Permission:
        cells = ["yes" if permission in role.permissions else "–" for role in ROLES.values()]
        lines.append(f"| {permission} | " + " | ".join(cells) + " |\n")
    return "".join(lines)


def agreements() -> str:
    """What each class of an agreement covers, and which permissions need it, as `smeaton.terms` has them."""
    lines = [NOTE, "# What an agreement covers\n\n"]
    lines.append(
        "A trust's agreement shares one class, two or all three. "
        "[What trusts share](../explanation/what-trusts-share.md) says what follows.\n"
    )
    for shared, told in SHARED.items():
        lines.append(f"\n## {told.title}\n\n{told.description}\n\n")
        lines += [f"- {field}\n" for field in told.fields]
        needs = ", ".join(permission for permission, what in SHARING.items() if what is shared)
        lines.append(f"\nAsked for by people of the programme before they: {needs}.\n")
    return "".join(lines)


PAGES: dict[str, Callable[[], str]] = {
    "reference/command-line.md": command_line,
    "reference/policy.md": lambda: policy_docs.policy(NOTE),
    "reference/roles-and-permissions.md": roles,
    "reference/what-an-agreement-covers.md": agreements,
    "reference/records.md": lambda: record_docs.records(NOTE),
}
FILLED = ("data-protection/dpia.md", "data-protection/data-sharing-agreement.md")
"""Pages that are written by hand, but for tables that are made from the code."""

if __name__ == "__main__":
    stale = []
    made = {name: make() for name, make in PAGES.items()}
    made |= {name: record_docs.filled((DOCS / name).read_text(encoding="utf-8")) for name in FILLED}
    for name, text in made.items():
        path = DOCS / name
        if "--check" in sys.argv:
            if not path.is_file() or path.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            path.write_text(text, encoding="utf-8")
    if stale:
        sys.exit(f"Out of date: {', '.join(stale)}. Run `make docs` and commit the result.")
