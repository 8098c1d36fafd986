"""What `smeaton people` does with records: export, erase, hold, retain."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from smeaton.cli.environment import use_database

if TYPE_CHECKING:
    from smeaton.apps.home.queries.records import Subject

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("person")
@click.option("--to", type=click.Path(path_type=Path, dir_okay=False), help="A .json or .xlsx file.")
def export(person: str, to: Path | None) -> None:
    """Everything that is held about PERSON, as JSON on standard output or as a file."""
    subject = _subject(person)
    from django.utils import timezone

    from smeaton.apps.home.documents.record import record_json, record_workbook
    from smeaton.apps.home.queries.records.held import held_about
    from smeaton.terms import Reach

    tables = held_about(subject, Reach.of_system("smeaton people"))
    if not tables:
        raise click.ClickException(f"Nothing is held about {person}.")
    made = timezone.now()
    if to is not None and to.suffix == ".xlsx":
        to.write_bytes(record_workbook(tables, made, subject.actor))
    elif to is not None:
        to.write_text(json.dumps(record_json(tables, made), indent=2, ensure_ascii=False) + "\n", "utf-8")
    else:
        click.echo(json.dumps(record_json(tables, made), indent=2, ensure_ascii=False))


@click.command()
@click.argument("person")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--keep-until", type=_DAY, help="Erase nothing: place a hold on everything until that day.")
@click.option("--because", default="", help="Why it must be kept; needed with --keep-until.")
def erase(person: str, yes: bool, keep_until: datetime | None, because: str) -> None:
    """Erase PERSON by the registry of records; what a legal hold covers stays and is listed."""
    subject = _subject(person)
    from django.utils import timezone

    from smeaton.apps.home.services.erasing import erase as erase_subject
    from smeaton.terms import Reach

    reach = Reach.of_system("smeaton people")
    if keep_until is not None:
        _place(subject, because, keep_until.date(), "")
        return
    if not yes:
        click.confirm(f"Erase what is held about {person}? It cannot be had back.", abort=True)
    done = erase_subject(reach=reach, subject=subject, at=timezone.now())
    for line in done.lines:
        click.echo(f"{line.rows:>7,} {line.label}: {line.fate}")
    click.echo(f"{done.texts:>7,} texts had the name or an address in them: taken out")
    for kept in done.held:
        click.echo(kept.sentence)
    if done.wholly_held:
        raise click.ClickException("Nothing was erased: a legal hold covers everything.")
    if not done.lines:
        raise click.ClickException(f"Nothing is held about {person}.")


@click.command()
@click.argument("person")
@click.option("--because", required=True, help="Why it must be kept.")
@click.option("--until", type=_DAY, help="The last day of the hold; open without it.")
@click.option("--covers", default="", help="A class of record; everything without it.")
def hold(person: str, because: str, until: datetime | None, covers: str) -> None:
    """Place a legal hold on PERSON from today: neither erasure nor the clock touches what it covers."""
    _place(_subject(person), because, until.date() if until else None, covers)


@click.command()
def holds() -> None:
    """Every legal hold in force today, with its number."""
    use_database()
    from django.utils import timezone

    from smeaton.apps.home.queries.records.holds import holds_in_force

    found = holds_in_force(timezone.localdate())
    for each in found:
        click.echo(f"{each.id:>7} {each.sentence}")
    if not found:
        click.echo("No hold is in force.")


@click.command()
@click.argument("number", type=int)
def end_hold(number: int) -> None:
    """End a hold by its NUMBER: today is its last day; then the clock erases what it had kept."""
    use_database()
    from django.utils import timezone

    from smeaton.apps.home.services.holding import end_hold as end
    from smeaton.apps.people.models import LegalHold
    from smeaton.terms import Reach

    try:
        end(reach=Reach.of_system("smeaton people"), hold_id=number, on=timezone.localdate())
    except (LegalHold.DoesNotExist, ValueError):
        raise click.ClickException(f"There is no hold {number} that could end today.") from None
    click.echo("Ended.")


@click.command()
@click.option("--as-at", type=_DAY, help="The day to go by; today without it.")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
def retain(as_at: datetime | None, dry_run: bool) -> None:
    """Let go every record whose period is over; the worker does this once a day."""
    use_database()
    from django.utils import timezone

    from smeaton.apps.home.services.retaining import retain as retain_records
    from smeaton.terms import Reach

    today = as_at.date() if as_at else timezone.localdate()
    if today > timezone.localdate() and not dry_run:
        raise click.ClickException("That day has not come yet. Look at it with --dry-run.")
    done = retain_records(reach=Reach.of_system("smeaton people"), today=today, dry_run=dry_run)
    for due in done.due:
        click.echo(f"{due.rows:>7,} {due.label} ({due.kind}): {'would be ' if dry_run else ''}{due.fate}")
    if not done.due:
        click.echo(f"Nothing is due on {today:%-d %B %Y}.")
    for kept in done.held:
        click.echo(kept.sentence)


def _subject(person: str) -> "Subject":
    use_database()
    from smeaton.apps.home.queries.records.finding import subject_by
    from smeaton.apps.people.models import Person

    try:
        return subject_by(person)
    except (Person.DoesNotExist, ValueError):
        raise click.ClickException(f"There is no person {person}: give a number or an address.") from None


def _place(subject: "Subject", because: str, until: date | None, covers: str) -> None:
    from django.utils import timezone

    from smeaton.apps.home.services.holding import place_hold
    from smeaton.terms import Reach

    if subject.person is None:
        raise click.ClickException("Only the record of a person can be held, not that of an address.")
    try:
        place_hold(
            reach=Reach.of_system("smeaton people"),
            person_id=subject.person,
            reason=because,
            since=timezone.localdate(),
            until=until,
            covers=covers,
        )
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Held until {until:%-d %B %Y}." if until else "Held until somebody ends it.")
