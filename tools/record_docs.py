"""What the docs say of records about people, from the registry, the periods and what agreements share."""

from collections.abc import Iterator

from smeaton.apps.home.queries.records import BASES, LEVEL_OF, PROTECTIONS, RECORDS, Record
from smeaton.project.settings.retention import RETENTION
from smeaton.terms import Shared
from smeaton.terms.access import SHARING

START, END = "<!-- {} -->\n", "<!-- /{} -->"


def records(note: str) -> str:
    """The reference page: classes of record, and every model that holds something about people."""
    parts = [
        note,
        "# Records about people\n\n",
        "What Smeaton keeps of people, why, how long, and what erasure does with it. The registry is\n"
        "`home/queries/records`, the periods are `settings.RETENTION`; a model that is not there fails\n"
        "a test.\n\n",
        "## Classes of record\n\n",
        classes(),
        "\n## Levels of protection\n\n",
        "Each class has the level of the most sensitive thing in it. What a level asks for holds for every"
        "\ncopy: backups, exports, and what is written to the log.\n\n",
        levels(),
        "\n## Models\n\n",
        fields(),
        "\n## Texts in which people write freely\n\n",
        "Erasure takes a person's addresses, and their name where it has two words or more, out of these:\n",
        ", ".join(f"`{record.label}.{name}`" for record in RECORDS for name in record.texts),
        ".\n\n## Models without a row that can be found for a person\n\n",
        ", ".join(f"`{record.label}`" for record in RECORDS if not record.personal),
        ".\n",
    ]
    return "".join(parts)


def classes() -> str:
    """One row a class: how long, after what, why so long, and the lawful basis."""
    lines = ["| Class | Level | Kept | Why so long | Lawful basis |", "|---|---|---|---|---|"]
    for kind, period in RETENTION.items():
        lines.append(f"| {kind} | {LEVEL_OF[kind]} | {_kept(kind)} | {period['why']} | {BASES[kind]} |")
    return "\n".join(lines) + "\n"


def levels() -> str:
    """One column a level: what is in it and what it asks for, with the tests that show it."""
    asked = {
        "What": "what",
        "Encryption": "encrypted",
        "That nothing is altered unseen": "whole",
        "How long": "kept",
        "In the log": "logged",
        "Who reads it": "read_by",
        "Privacy": "privacy",
    }
    lines = ["| | " + " | ".join(PROTECTIONS) + " |", "|---|" + "---|" * len(PROTECTIONS)]
    for title, name in asked.items():
        lines.append(
            f"| {title} | " + " | ".join(getattr(each, name) for each in PROTECTIONS.values()) + " |"
        )
    shown = ("<br>".join(f"`{test}`" for test in each.shown_by) for each in PROTECTIONS.values())
    lines.append("| Shown by | " + " | ".join(shown) + " |")
    return "\n".join(lines) + "\n"


def fields() -> str:
    """One row a model that holds something about people: fields, class, how it is found, erasure."""
    lines = ["| Model | Fields about people | Class | Found by | Erasure |", "|---|---|---|---|---|"]
    lines += [_row(record) for record in RECORDS if record.personal]
    return "\n".join(lines) + "\n"


def shared() -> str:
    """What each thing that an agreement may share lets people of the programme do with a department."""
    lines = [
        "| Shared | What the people of the programme then may do with a department of the trust |",
        "|---|---|",
    ]
    for what in Shared:
        allowed = [str(permission) for permission, needed in SHARING.items() if needed is what]
        lines.append(f"| {what} | {', '.join(allowed)} |")
    return "\n".join(lines) + "\n"


TABLES = {"classes": classes, "fields": fields, "shared": shared}


def filled(text: str) -> str:
    """A page with each of its tables made anew between the marks that name it."""
    for name, make in TABLES.items():
        start, end = START.format(name), END.format(name)
        before, mark, rest = text.partition(start)
        if mark:
            text = before + mark + make() + end + rest.partition(end)[2]
    return text


def _row(record: Record) -> str:
    held = ", ".join(f"`{name}`" for name in (*record.holds, *record.secret))
    found = "; ".join(dict.fromkeys(str(lookup.by) for lookup in record.lookups))
    fate = f"{str(record.fate).capitalize()}. {record.why}"
    return f"| `{record.label}` | {held} | {record.kind} | {found} | {fate} |"


def _kept(kind: str) -> str:
    period = RETENTION[kind]
    return next(_lengths(period["years"], period["days"], period["after"]))


def _lengths(years: int | None, days: int | None, after: str) -> Iterator[str]:
    for count, unit in ((years, "year"), (days, "day")):
        if count is not None:
            yield f"{count} {unit}{'' if count == 1 else 's'} after {after}"
    yield f"as long as the installation: {after}"
