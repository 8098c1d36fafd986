"""`smeaton demo`."""

import os
from pathlib import Path
from urllib.parse import quote

import click

from smeaton.cli.environment import use_database
from smeaton.cli.serving import require_free, serve

SECONDS = 20


@click.command()
@click.option("--no-serve", is_flag=True, help="Prepare, print the summary and end.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535))
@click.option(
    "--seconds",
    default=SECONDS,
    show_default=True,
    type=click.IntRange(1, 600),
    help="How long the planner looks for the first plan.",
)
@click.option("--fresh", is_flag=True, help="Throw the demonstration's own database away and begin anew.")
def command(no_serve: bool, port: int, seconds: int, fresh: bool) -> None:
    """Prepare the demonstration place - analysed and planned - and serve it on localhost.

    The schools and their published figures are real, everything else about them is synthetic. A second call
    reuses what is there. The database is var/demo.sqlite3, unless SMEATON_DATABASE_URL names another.
    """
    if not no_serve:
        require_free(port, "demo")
    _choose_database(fresh)
    os.environ["SMEATON_DEMO"] = "1"
    use_database()
    _prepare(seconds)
    if not no_serve:
        serve(port, "demo", _announce)


def _choose_database(fresh: bool) -> None:
    """Use the demonstration's own file unless another database was named; throw only the own file away."""
    if os.environ.get("SMEATON_DATABASE_URL"):
        if fresh:
            raise click.ClickException(
                "--fresh throws away only the demonstration's own database. SMEATON_DATABASE_URL names "
                "another: empty that one yourself, or unset the variable."
            )
        return
    kept_in = os.environ.get("SMEATON_VAR") or Path(__file__).resolve().parents[3] / "var"
    file = Path(kept_in).resolve() / "demo.sqlite3"
    if fresh:
        for ending in ("", "-wal", "-shm"):
            file.with_name(file.name + ending).unlink(missing_ok=True)
    os.environ["SMEATON_DATABASE_URL"] = f"sqlite:///{quote(str(file))}"


def _prepare(seconds: int) -> None:
    from django.core.management import call_command
    from django.db import DatabaseError
    from django.utils import timezone

    from smeaton.demo.generator import SEED
    from smeaton.demo.prepare import NotADemonstration, prepare
    from smeaton.demo.support import NoPlan

    click.echo("Preparing the database", err=True)
    try:
        call_command("migrate", interactive=False, verbosity=0)
        summary = prepare(
            now=timezone.now, seed=SEED, seconds=seconds, say=lambda words: click.echo(words, err=True)
        )
    except (NotADemonstration, NoPlan) as refused:
        raise click.ClickException(str(refused)) from None
    except DatabaseError as error:
        raise click.ClickException(
            f"The database does not work as expected ({error}). If an earlier version of Smeaton made it, "
            "begin anew: smeaton demo --fresh"
        ) from error
    click.echo("\nScience · Plymouth, a demonstration")
    for line in summary.lines():
        click.echo(f"  {line}")


def _announce(address: str) -> None:
    click.echo(f"\nOpen {address} and take on a role there, for example the hub lead's. Ctrl-C stops it.")
