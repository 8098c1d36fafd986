"""`smeaton support`: plan support packages from a problem's file, and check a plan. Needs no database."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

import click

from smeaton.cli.files import read, refuse, writable, write
from smeaton.cli.line import Line


@click.group()
def command() -> None:
    """Plan support packages from a file, and check a plan (formats: docs/reference/plan-formats.md)."""


@command.command()
@click.argument("problem_file", metavar="PROBLEM.json", type=click.Path(path_type=Path))
@click.option("--seconds", type=float, default=40.0, show_default=True, help="Time to plan in.")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of everything random.")
@click.option("--out", "out_file", metavar="PLAN.json", type=click.Path(path_type=Path), required=True)
@click.option(
    "--nodes", type=int, default=None, help="Cut the search by nodes too: repeats exactly, one core."
)
@click.option("--dates", "with_dates", is_flag=True, help="Date every run, from the problem's dates.")
@click.option("--workers", type=int, default=None, help="Several places: processes.  [default: one a core]")
@click.option("--dask", metavar="ADDRESS", default=None, help="Several places: a Dask scheduler's address.")
@click.option(
    "--checkpoint",
    "checkpoint_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Several places: what is done is kept here; a run that was killed goes on from it.",
)
@click.option(
    "--rounds", type=int, default=None, help="Several places, with --nodes: how often plans are improved."
)
@click.option("--json", "as_json", is_flag=True, help="Print the plan's figures as JSON.")
def plan(
    problem_file: Path,
    seconds: float,
    seed: int,
    out_file: Path,
    nodes: int | None,
    with_dates: bool,
    workers: int | None,
    dask: str | None,
    checkpoint_file: Path | None,
    rounds: int | None,
    as_json: bool,
) -> None:
    """Plan a place, or several places with one purse, and write the plan, with its bound, to PLAN.json."""
    from smeaton.cli import dating, nation
    from smeaton.engine import support

    if not (math.isfinite(seconds) and seconds > 0):
        refuse(f"--seconds is {seconds}; give a number of seconds above 0.")
    if seed < 0:
        refuse(f"--seed is {seed}; give 0 or more.")
    if nodes is not None and nodes < 1:
        refuse(f"--nodes is {nodes}; give 1 or more.")
    writable(out_file)
    document = read(problem_file)
    wide = nation.Options(seconds, seed, nodes, rounds, workers, dask, checkpoint_file)
    if nation.is_nation(document):
        nation.plan(problem_file, document, out_file, wide, with_dates=with_dates, as_json=as_json)
        return
    wide.refuse_for_a_place(problem_file)
    line = Line()
    try:
        problem = support.Problem.from_dict(document)
        share = dating.PLANNING if with_dates else 1.0
        made = support.plan(problem, seconds=seconds * share, seed=seed, progress=line.show, nodes=nodes)
        dated = None
        if with_dates:
            dated = dating.dated(problem, made, seconds=seconds, seed=seed, nodes=nodes, progress=line.show)
            made = dated.plan
    except support.ProblemError as refusal:
        line.close()
        refuse(f"{problem_file}: {refusal}")
    line.close()
    write(out_file, made.to_dict())
    score = support.evaluate(problem, made)
    figures: dict[str, object] = {
        "covered": round(made.covered, 6),
        "bound": round(made.bound, 6),
        "gap": round(made.gap, 6),
        "need": round(score.need, 6),
        "share": round(score.share, 6),
        "cost": round(score.cost, 2),
        "least_served": round(made.least_served, 6),
        "seconds": round(made.seconds, 2),
        "seed": made.seed,
        "objective": problem.rules.objective,
        "out": str(out_file),
    }
    if made.floor is not None:
        figures["floor"] = made.to_dict()["floor"]
    if dated is not None:
        figures["dates"] = dating.figures(dated)
    if as_json:
        click.echo(json.dumps(figures, indent=1))
        return
    click.echo(
        f"Covered {made.covered:.3f} of {score.need:.3f} need ({score.share:.1%}); no plan can cover "
        f"more than {made.bound:.3f} (proven), a gap of {made.gap:.2%}."
    )
    click.echo(
        f"Cost £{score.cost:,.2f}; the least-served department has {made.least_served:.1%} of its need."
    )
    if made.floor is not None:
        click.echo(
            f"Floor: nobody below {made.floor.kept:.1%} (without it {made.floor.without:.1%}), "
            f"at {made.floor.cost:.2%} of the total."
        )
    for sentence in [] if dated is None else dating.sentences(dated):
        click.echo(sentence)
    click.echo(f"Written to {out_file} after {made.seconds:.1f} s.")


@command.command()
@click.argument("problem_file", metavar="PROBLEM.json", type=click.Path(path_type=Path))
@click.argument("plan_file", metavar="PLAN.json", type=click.Path(path_type=Path))
@click.option("--dates", "with_dates", is_flag=True, help="Check the plan's dates too.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def check(problem_file: Path, plan_file: Path, with_dates: bool, as_json: bool) -> None:
    """Score a plan and list the rules it breaks. Exit status 1: it breaks one; 2: an unreadable file."""
    from smeaton.cli import dating, nation
    from smeaton.engine import support

    document = read(problem_file)
    if nation.is_nation(document):
        nation.check(problem_file, document, plan_file, as_json=as_json)
        return
    try:
        problem = support.Problem.from_dict(document)
    except support.ProblemError as refusal:
        refuse(f"{problem_file}: {refusal}")
    try:
        made = support.Plan.from_dict(read(plan_file))
    except support.PlanError as refusal:
        refuse(f"{plan_file}: {refusal}")
    score = support.evaluate(problem, made)
    broken = (*score.broken, *(dating.broken(problem, made) if with_dates else ()))
    if as_json:
        figures = {
            "covered": round(score.covered, 6),
            "need": round(score.need, 6),
            "share": round(score.share, 6),
            "cost": round(score.cost, 2),
            "least_served": round(score.least_served, 6),
            "broken": list(broken),
        }
        click.echo(json.dumps(figures, indent=1, ensure_ascii=False))
    else:
        click.echo(
            f"Covered {score.covered:.3f} of {score.need:.3f} need ({score.share:.1%}) for "
            f"£{score.cost:,.2f}; the least-served department has {score.least_served:.1%} of its need."
        )
        for rule in broken:
            click.echo(f"Broken: {rule}")
        if not broken:
            click.echo("No rule is broken.")
    sys.exit(1 if broken else 0)
