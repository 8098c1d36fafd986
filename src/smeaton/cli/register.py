"""`smeaton register import | school | gap`."""

import json
import sys
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from smeaton.cli.environment import use_database
from smeaton.terms import AcademicYear, Reach, Reported

if TYPE_CHECKING:
    from smeaton.apps.register.services import FileReport


@click.group()
def command() -> None:
    """The school register: import public files, and look up what they say."""


class _Year(click.ParamType[AcademicYear]):
    name = "year"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> AcademicYear:
        """An academic year, written 2018/19 or 2018-2019; a lone 2019 is the year in which it ends."""
        try:
            return AcademicYear.parse(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


@command.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--year", type=_Year(), help="Academic year, where neither content nor name gives one.")
@click.option(
    "--as-of",
    "as_of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day of the register, or of publication, where neither content nor name gives one.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array with one object for each file.")
def import_files(
    files: tuple[Path, ...], year: AcademicYear | None, as_of: datetime | None, as_json: bool
) -> None:
    """Take public files into the register; each is recognised by its content.

    Exit status 0: every file taken (rejected rows are listed); 2: some file refused, the others taken.
    """
    use_database()
    reports = []
    for path in files:
        report = _import(path, year, as_of.date() if as_of else None)
        reports.append(report)
        if not as_json:
            _print(report)
    if as_json:
        click.echo(json.dumps([_as_json(report) for report in reports], ensure_ascii=False, indent=2))
    sys.exit(2 if any(report.refused for report in reports) else 0)


def _import(path: Path, year: AcademicYear | None, as_of: date | None) -> "FileReport":
    from smeaton.apps.register.services import FileReport, import_file

    try:
        with path.open("rb") as stream, _bar(path) as bar:
            done = 0

            def progress(read: int) -> None:
                nonlocal done
                bar.update(read - done)
                done = read

            return import_file(
                reach=Reach.of_system("register import"),
                stream=stream,
                name=path.name,
                at=datetime.now(UTC),
                year=year,
                as_of=as_of,
                progress=progress,
            )
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        return FileReport(file=path.name, refused=f"The file {path} could not be opened: {reason}.")


def _bar(path: Path) -> AbstractContextManager[Any]:
    """A progress bar on the error stream, hidden where no person watches."""
    return click.progressbar(
        length=path.stat().st_size, label=path.name, file=sys.stderr, hidden=not sys.stderr.isatty()
    )


def _print(report: "FileReport") -> None:
    if report.refused:
        click.echo(f"{report.file}: refused. {report.refused}")
        return
    what = (
        "nothing changed" if not report.changed else f"{report.created:,} created, {report.updated:,} updated"
    )
    click.echo(
        f"{report.file}: {report.kind}, {report.rows:,} rows: {what}, {report.unchanged:,} unchanged, "
        f"{report.ignored:,} ignored, {len(report.rejected):,} rejected."
    )
    for row in report.rejected:
        where = f", column {row.column}, “{row.value}”" if row.column else ""
        click.echo(f"  line {row.line}{where}: {row.reason}")
    for warning in report.warnings:
        click.echo(f"  {warning}")


def _as_json(report: "FileReport") -> dict[str, object]:
    return {
        "file": report.file,
        "kind": report.kind,
        "rows": report.rows,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "ignored": report.ignored,
        "rejected": [
            {"line": row.line, "column": row.column, "value": row.value, "reason": row.reason}
            for row in report.rejected
        ],
        "warnings": report.warnings,
        "refused": report.refused or None,
    }


class _NotHeld(click.ClickException):
    """The register does not hold what was asked for: a sentence on standard error, exit status 2."""

    exit_code = 2


@command.command("gap")
@click.argument("la_code", type=click.IntRange(1, 999))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def gap(la_code: int, as_json: bool) -> None:
    """The attainment gap of a local authority against England: Attainment 8, over all subjects."""
    use_database()
    from smeaton.apps.register.queries import gap_series

    series = gap_series(la_code)
    if not series.years:
        raise _NotHeld(
            f"The register holds no attainment series for the local authority {la_code}. "
            "Import the local authorities' long series or a key stage 4 table of it first."
        )
    if as_json:
        years = [
            {
                "year": year.year,
                "disadvantaged": year.disadvantaged.value,
                "disadvantaged_status": year.disadvantaged.status.value,
                "other": year.other.value,
                "other_status": year.other.status.value,
                "gap": year.gap,
                "england_gap": year.england_gap,
                "flags": list(year.flags),
                "source": year.source,
            }
            for year in series.years
        ]
        document = {"code": series.code, "name": series.name, "measure": series.measure, "years": years}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    click.echo(f"{series.name} ({series.code}): {series.measure}")
    click.echo(f"{'year':>8} {'disadv.':>14} {'other':>14} {'gap':>6} {'England':>8}")
    for year in series.years:
        label, own, england = str(AcademicYear(year.year)), _shown(year.gap), _shown(year.england_gap)
        click.echo(f"{label:>8} {year.disadvantaged!s:>14} {year.other!s:>14} {own:>6} {england:>8}")
        for flag in year.flags:
            click.echo(f"         {flag}")


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


@command.command("school")
@click.argument("urn", type=click.IntRange(100_000, 999_999))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def school(urn: int, as_json: bool) -> None:
    """One school: identity, trust over time, predecessors and successors, outcomes with their status."""
    use_database()
    from smeaton.apps.register.models import School
    from smeaton.apps.register.queries import outcomes_of, school_card, school_history, successor_of

    try:
        card, history = school_card(urn), school_history(urn)
    except School.DoesNotExist:
        raise _NotHeld(f"No file has named or referred to a school with the URN {urn}.") from None
    figures = outcomes_of(urn)
    if not as_json:
        _print_school(card.name, urn, card.trust_name, successor_of(urn), len(figures))
        return
    document = {
        "urn": card.urn,
        "name": card.name,
        "identity_only": card.identity_only,
        "status": card.status,
        "phase": card.phase,
        "type": card.type,
        "local_authority": card.la,
        "postcode": card.postcode,
        "easting": card.easting,
        "northing": card.northing,
        "pupils": card.pupils,
        "trust": card.trust_name,
        "trusts": [
            {
                "uid": period.trust_uid,
                "name": period.trust_name,
                "starts": _iso(period.starts),
                "ends": _iso(period.ends),
                "first_seen": _iso(period.first_seen),
                "last_seen": _iso(period.last_seen),
            }
            for period in history.trusts
        ],
        "names": [
            {"as_of": _iso(day), "source": source, "name": name} for day, source, name in history.names
        ],
        "predecessors": [_linked(row.urn, row.name, row.kind, row.on) for row in history.predecessors],
        "successors": [_linked(row.urn, row.name, row.kind, row.on) for row in history.successors],
        "current_urn": successor_of(urn) or urn,
        "eligibilities": [{"year": year, "list": name} for year, name in history.eligibilities],
        "outcomes": [
            {
                "urn": row.urn,
                "year": row.year,
                "stage": row.stage,
                "measure": row.measure,
                "group": row.group,
                **_figure(row.reported),
                "source": row.source,
                "version": row.version,
            }
            for row in figures
        ],
    }
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _print_school(name: str, urn: int, trust: str | None, successor: int | None, figures: int) -> None:
    click.echo(f"{name} ({urn}): trust {trust or 'not known'}; {figures:,} published figures.")
    if successor:
        click.echo(f"Its number is now {successor}.")
    click.echo("Add --json for trusts over time, predecessors, successors and all outcomes.")


def _linked(urn: int, name: str, kind: str, on: date | None) -> dict[str, object]:
    return {"urn": urn, "name": name, "kind": kind, "on": _iso(on)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _figure(reported: Reported) -> dict[str, object]:
    return {"status": reported.status.value, "value": reported.value}
