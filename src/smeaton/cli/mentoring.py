"""`smeaton mentoring`: who mentors whom, from a problem's file. Needs no database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from smeaton.cli.files import read, refuse

if TYPE_CHECKING:
    from smeaton.engine.mentoring import Match


@click.group()
def command() -> None:
    """Match mentors with departments (format: docs/reference/mentoring-format.md)."""


@command.command()
@click.argument("problem_file", metavar="PROBLEM.json", type=click.Path(path_type=Path))
@click.option("--out", "out_file", metavar="MATCH.json", type=click.Path(path_type=Path), default=None)
@click.option("--json", "as_json", is_flag=True, help="Print the match as JSON.")
def match(problem_file: Path, out_file: Path | None, as_json: bool) -> None:
    """Say who mentors whom, why, and what is left unmet."""
    from smeaton.engine import mentoring

    document = read(problem_file)
    try:
        made = mentoring.match(mentoring.Problem.from_dict(document))
    except mentoring.ProblemError as refusal:
        refuse(f"{problem_file}: {refusal}")
    text = json.dumps(made.to_dict(), indent=1, ensure_ascii=False, allow_nan=False)
    if out_file is not None:
        try:
            out_file.write_text(text + "\n", encoding="utf-8")
        except OSError as failure:
            refuse(f"{out_file} cannot be written: {failure.strerror}.")
    if as_json:
        click.echo(text)
        return
    _say(made)


def _say(made: Match) -> None:
    """The match in words, a line for each pair and each gap."""
    for pair in made.pairs:
        hours = ", ".join(f"{number:g} h on {strand}" for strand, number in pair.hours)
        notes = [f"{pair.km:.1f} km"]
        notes += ["same trust"] if pair.same_trust else []
        notes += ["frozen"] if pair.frozen else ["as before"] if pair.known else []
        if pair.second is not None:
            room = "has room" if pair.second.free else "has no room"
            notes.append(f"next best {pair.second.mentor}, worth {pair.second.worth:.2f}, {room}")
        click.echo(f"{pair.department}: {pair.mentor}, {hours} (worth {pair.worth:.2f}; {'; '.join(notes)})")
    for mentor, department in made.ended:
        click.echo(f"{department}: no longer {mentor}")
    for unmet in made.unmet:
        gap = f"{unmet.hours:g} of {unmet.wanted:g} h on {unmet.strand} unmet"
        click.echo(f"{unmet.department}: {gap}. {unmet.why}")
    click.echo(
        f"{made.met_hours:g} of {made.wanted_hours:g} hours met by {len(made.pairs)} pairs; worth "
        f"{made.worth:.2f}, no match more than {made.bound:.2f} (proven), a gap of {made.gap:.2%}."
    )
