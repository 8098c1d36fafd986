"""`smeaton support plan` and `check` where the file is a region or a country: several places, one purse."""

from __future__ import annotations

import contextlib
import json
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from smeaton.cli import pools
from smeaton.cli.files import read, refuse, write
from smeaton.cli.journal import Journal
from smeaton.cli.line import Line

if TYPE_CHECKING:
    from smeaton.engine.support.wide import Nation, NationPlan, NationScore, Record, WideProgress

_ROUNDS = 1


@dataclass(frozen=True)
class Options:
    """What the command line asks for, checked."""

    seconds: float
    seed: int
    nodes: int | None
    rounds: int | None
    workers: int | None
    dask: str | None
    checkpoint: Path | None

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        if self.workers is not None and self.workers < 1:
            refuse(f"--workers is {self.workers}; give 1 or more.")
        if self.rounds is not None and self.rounds < 0:
            refuse(f"--rounds is {self.rounds}; give 0 or more.")
        if self.dask is not None and self.workers is not None:
            refuse("--workers and --dask are two ways to do the work; give one of them.")
        if self.rounds is not None and self.nodes is None:
            refuse("--rounds counts work that --nodes fixes; give --nodes as well, or leave it out.")

    def refuse_for_a_place(self, path: Path) -> None:
        """A single place is planned in this process."""
        given = {"--workers": self.workers, "--dask": self.dask, "--rounds": self.rounds}
        given["--checkpoint"] = None if self.checkpoint is None else str(self.checkpoint)
        for name, value in given.items():
            if value is not None:
                refuse(f"{name} is for several places, and {path} is the problem of one; leave it out.")


def is_nation(document: object) -> bool:
    """Whether a file's content says that it is a problem of several places."""
    form = document.get("format") if isinstance(document, dict) else None
    return isinstance(form, str) and form.startswith("smeaton-plan-nation/")


def plan(
    problem_file: Path, document: object, out_file: Path, options: Options, *, with_dates: bool, as_json: bool
) -> None:
    """Plan all places and write the plan; Ctrl-C ends early, with the best plan so far."""
    from smeaton.engine.support import ProblemError
    from smeaton.engine.support.wide import Nation, WorkersLost, evaluate_nation, plan_wide

    if with_dates:
        refuse("--dates is for one place; plan the country first, then date its places one by one.")
    line = Line()
    try:
        nation = Nation.from_dict(document)
    except ProblemError as refusal:
        refuse(f"{problem_file}: {refusal}")
    with _journal(nation, options) as (keep, records), _interrupted() as stop:
        pool = pools.processes(options.workers) if options.dask is None else pools.dask(options.dask)
        with pool as (opened, workers):
            try:
                made = plan_wide(
                    nation,
                    executor=opened,
                    workers=workers,
                    seconds=options.seconds,
                    seed=options.seed,
                    nodes=options.nodes,
                    rounds=_ROUNDS if options.rounds is None else options.rounds,
                    progress=lambda progress: line.say(_said(progress)),
                    checkpoint=keep,
                    resume=records,
                    stop=stop,
                )
            except ProblemError as refusal:
                line.close()
                refuse(f"{problem_file}: {refusal}")
            except WorkersLost as loss:
                line.close()
                refuse(str(loss))
    line.close()
    write(out_file, made.to_dict(tuple(place.name for place in nation.places)))
    score = evaluate_nation(nation, made)
    if as_json:
        click.echo(json.dumps(_figures(made, score) | {"out": str(out_file)}, indent=1, ensure_ascii=False))
        return
    for row in table(nation, made, score):
        click.echo(row)
    click.echo(
        f"Covered {made.covered:.3f} of {score.need:.3f} need ({score.share:.1%}); no plan can cover "
        f"more than {made.bound:.3f} (proven), a gap of {made.gap:.2%}."
    )
    click.echo(f"Cost £{score.cost:,.2f} of £{nation.budget:,.2f}.{_seats(nation, score)}")
    click.echo(f"Written to {out_file} after {made.seconds:.1f} s.")


def check(problem_file: Path, document: object, plan_file: Path, *, as_json: bool) -> None:
    """Score a country's plan and list the rules it breaks; exit status 1 where it breaks one."""
    from smeaton.engine.support import PlanError, ProblemError
    from smeaton.engine.support.wide import Nation, NationPlan, evaluate_nation

    try:
        nation = Nation.from_dict(document)
    except ProblemError as refusal:
        refuse(f"{problem_file}: {refusal}")
    try:
        made = NationPlan.from_dict(read(plan_file))
    except PlanError as refusal:
        refuse(f"{plan_file}: {refusal}")
    score = evaluate_nation(nation, made)
    if as_json:
        figures = _figures(made, score) | {"broken": list(score.broken)}
        for key in ("bound", "gap", "seconds", "seed"):
            del figures[key]
        click.echo(json.dumps(figures, indent=1, ensure_ascii=False))
    else:
        click.echo(
            f"Covered {score.covered:.3f} of {score.need:.3f} need ({score.share:.1%}) for "
            f"£{score.cost:,.2f}; the least-served department has {score.least_served:.1%} of its need."
        )
        for rule in score.broken:
            click.echo(f"Broken: {rule}")
        if not score.broken:
            click.echo("No rule is broken.")
    sys.exit(1 if score.broken else 0)


def table(nation: Nation, made: NationPlan, score: NationScore) -> list[str]:
    """A line for each place: schools, money, share of need met, distance to the bound on its own slice."""
    width = max(5, *(len(place.name) for place in nation.places))
    rows = [f"{'place':<{width}}  schools      money  need met    gap"]
    for place, planned, own in zip(nation.places, made.places, score.places, strict=True):
        money = f"£{own.cost:,.0f}"
        rows.append(
            f"{place.name:<{width}}  {len(place.departments):>7}  {money:>9}  {own.share:>8.1%}"
            f"  {planned.gap:>5.1%}"
        )
    return rows


def _figures(made: NationPlan, score: NationScore) -> dict[str, object]:
    return {
        "covered": round(score.covered, 6),
        "bound": round(made.bound, 6),
        "gap": round(made.gap, 6),
        "need": round(score.need, 6),
        "share": round(score.share, 6),
        "cost": round(score.cost, 2),
        "least_served": round(score.least_served, 6),
        "national_seats": dict(score.national_seats),
        "places": len(score.places),
        "seconds": round(made.seconds, 2),
        "seed": made.seed,
    }


def _seats(nation: Nation, score: NationScore) -> str:
    if not score.national_seats:
        return ""
    used = (f"{n} of {nation.national_seats[o]} on {o}" for o, n in score.national_seats.items())
    return f" National seats: {', '.join(used)}."


def _said(progress: WideProgress) -> str:
    far = f"{progress.elapsed:6.1f} s  {progress.stage} {progress.done}/{progress.places}"
    if not progress.covered:
        return far
    return f"{far}  covered {progress.covered:.2f}  bound {progress.bound:.2f}  gap {progress.gap:.2%}"


@contextlib.contextmanager
def _journal(nation: Nation, options: Options) -> Iterator[tuple[Callable[[Record], None], list[Any]]]:
    """Where answers are kept, and those of an earlier run."""
    if options.checkpoint is None:
        yield (lambda _record: None), []
        return
    rounds = _ROUNDS if options.rounds is None else options.rounds
    made_for: dict[str, object] = {"problem": nation.mark(), "seed": options.seed}
    journal = Journal(options.checkpoint, made_for | {"nodes": options.nodes, "rounds": rounds})
    try:
        yield journal.keep, journal.records
    finally:
        journal.close()


@contextlib.contextmanager
def _interrupted() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed; a second one ends at once."""
    pressed: list[int] = []

    def press(_number: int, _frame: object) -> None:
        pressed.append(1)
        signal.signal(signal.SIGINT, before)

    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, press)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)
