"""`smeaton support plan` and `check` for several places: processes, Dask, killed workers, checkpoints."""

import contextlib
import json
import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from smeaton.cli import main, pools
from smeaton.engine.support.wide import Nation, Record, plan_wide
from tests.factories.nations import nation, tiny_nation
from tests.factories.planning import tiny

pytestmark = pytest.mark.long

NODES = 1


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["support", *map(str, words)])


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return nation(3, [2, 2, 2])


def undisturbed(document: dict[str, Any], **more: Any) -> float:
    return plan_wide(
        Nation.from_dict(document),
        executor=lambda: ThreadPoolExecutor(1),
        workers=1,
        seconds=600,
        seed=1,
        nodes=NODES,
        **more,
    ).covered


@pytest.fixture(scope="module")
def value(document: dict[str, Any]) -> float:
    """What the plan covers at this fixed work, in one thread and undisturbed."""
    return undisturbed(document)


@pytest.fixture
def problem(tmp_path: Path, document: dict[str, Any]) -> Path:
    path = tmp_path / "nation.json"
    path.write_text(json.dumps(document))
    return path


def test_processes_give_the_same_plan_though_one_is_killed(document: dict[str, Any], value: float) -> None:
    killed: list[int] = []
    opened: list[Executor] = []

    def kill_one(record: Record) -> None:
        if record["task"].startswith("first") and not killed:
            killed.append(multiprocessing.active_children()[0].pid or 0)
            os.kill(killed[0], signal.SIGKILL)

    with pools.processes(2) as (pool, workers):

        def noted() -> Executor:
            opened.append(pool())
            return opened[-1]

        found = plan_wide(
            Nation.from_dict(document),
            executor=noted,
            workers=workers,
            seconds=600,
            seed=1,
            nodes=NODES,
            checkpoint=kill_one,
        )
        for executor in opened:
            executor.shutdown()
    assert len(killed) == 1
    assert len(opened) == 2
    assert found.covered == pytest.approx(value, abs=1e-9)


@contextlib.contextmanager
def two_workers() -> Iterator[Any]:
    """A Dask cluster of two worker processes on this machine."""
    from distributed import LocalCluster

    cluster = LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    )
    try:
        yield cluster
    finally:
        cluster.close()


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_a_dask_cluster_gives_the_same_plan_though_a_worker_is_killed(
    problem: Path, tmp_path: Path, value: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import Client

    from smeaton.cli.journal import Journal

    keep, killed = Journal.keep, []
    with two_workers() as cluster, Client(cluster, set_as_default=False) as client:
        pids = client.run(os.getpid)

        def keep_and_kill(journal: Journal, record: Any) -> None:
            keep(journal, record)
            if record["task"].startswith("first") and not killed:
                killed.append(next(iter(pids.values())))
                os.kill(killed[0], signal.SIGKILL)

        monkeypatch.setattr(Journal, "keep", keep_and_kill)
        out, log = tmp_path / "plan.json", tmp_path / "log"
        made = run(
            "plan",
            problem,
            "--out",
            out,
            "--nodes",
            NODES,
            "--dask",
            cluster.scheduler_address,
            "--checkpoint",
            log,
            "--json",
        )
        assert made.exit_code == 0, made.output
    assert len(killed) == 1
    assert json.loads(made.stdout)["covered"] == pytest.approx(value, abs=1e-6)


def test_a_run_that_was_killed_goes_on_from_its_checkpoint(
    document: dict[str, Any], value: float, tmp_path: Path
) -> None:
    class Killed(BaseException):
        """The end of a process, without a word."""

    records: list[Record] = []

    def keep(record: Record) -> None:
        records.append(json.loads(json.dumps(record)))
        if record["task"] == "first/0/1":
            raise Killed

    with pytest.raises(Killed):
        undisturbed(document, checkpoint=keep)
    before = [record["task"] for record in records]
    again: list[str] = []
    resumed = undisturbed(document, resume=records, checkpoint=lambda record: again.append(record["task"]))
    assert resumed == pytest.approx(value, abs=1e-9)
    assert "first/0/0" in before
    assert not set(before) & set(again)


def test_a_country_is_planned_from_a_file_and_checked(problem: Path, value: float, tmp_path: Path) -> None:
    out, log = tmp_path / "plan.json", tmp_path / "log"
    words = ("plan", problem, "--out", out, "--workers", 1, "--nodes", NODES, "--checkpoint", log)
    made = run(*words)
    assert made.exit_code == 0, made.output
    for word in ("place 3 of 3", "schools", "(proven)", "National seats:"):
        assert word in made.stdout
    written = json.loads(out.read_text())
    assert written["format"] == "smeaton-plan-nation-result/1"
    assert written["covered"] == pytest.approx(value, abs=1e-6)
    assert written["places"][0]["name"] == "place 1 of 3"
    assert all(place["covered"] <= place["bound"] + 1e-6 for place in written["places"])
    checked = run("check", problem, out, "--json")
    assert checked.exit_code == 0
    assert json.loads(checked.stdout)["covered"] == pytest.approx(written["covered"], abs=1e-5)
    # The last line torn, as a run leaves it that is killed while it writes: the rest is not done again.
    lines = log.read_text().splitlines()
    log.write_text("\n".join([*lines[:-1], lines[-1][:20]]))
    again = run(*words, "--json")
    assert json.loads(again.stdout)["covered"] == pytest.approx(value, abs=1e-6)
    assert log.read_text().splitlines()[: len(lines) - 1] == lines[:-1]
    other = run(*words, "--seed", 2)
    assert other.exit_code == 2
    assert "is the checkpoint of seed 1" in other.stderr


def test_a_broken_rule_names_its_place(problem: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    empty: dict[str, list[Any]] = {"runs": [], "seats": [], "mentoring": []}
    seats = [{"offer": "leadership-3-1", "host": None, "department": f"d{n}", "seats": 1} for n in (1, 2)]
    plan.write_text(json.dumps({"places": [empty, empty | {"seats": seats}, empty]}))
    checked = run("check", problem, plan)
    assert checked.exit_code == 1
    assert "Broken: leadership-3-1: 2 national seats, at most 1" in checked.stdout
    plan.write_text(json.dumps({"places": [empty]}))
    assert "the plan has 1 places and the country 3" in run("check", problem, plan).stdout


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"budget": -1}, "budget is -1"),
        ({"budget": None}, "budget is null; give a number"),
        ({"places": []}, "places is empty"),
        ({"national_seats": {"nothing": 3}}, 'national_seats is "nothing", which is not among the offers'),
        ({"national_seats": {"online": 1.5}}, "national_seats.online is 1.5; give a whole number"),
        ({"format": "smeaton-plan-nation/9"}, "format is"),
    ],
)
def test_a_bad_country_is_refused(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    path = tmp_path / "nation.json"
    path.write_text(json.dumps(tiny_nation(1) | change))
    result = run("plan", path, "--out", tmp_path / "plan.json")
    assert result.exit_code == 2
    assert says in result.stderr
    assert not (tmp_path / "plan.json").exists()


def test_a_bad_place_is_refused_by_its_path(tmp_path: Path) -> None:
    path, document = tmp_path / "nation.json", tiny_nation(1)
    for change, says in (
        ({"budget": 5}, "places[1].rules.budget is 5"),
        ({"floor": "max"}, 'places[1].rules.floor is "max"'),
        ({"spread": -1}, "places[1].rules.spread is -1"),
    ):
        bad = json.loads(json.dumps(document))
        bad["places"][1]["rules"] |= change
        path.write_text(json.dumps(bad))
        result = run("plan", path, "--out", tmp_path / "plan.json")
        assert result.exit_code == 2
        assert says in result.stderr
    document["places"][0]["departments"][1]["must"] = ["online"]
    path.write_text(json.dumps(document | {"national_seats": {"online": 0}}))
    said = run("plan", path, "--out", tmp_path / "plan.json").stderr
    assert "national_seats.online is 0, but 1 departments must have one" in said


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--workers", "0"), "--workers is 0"),
        (("--rounds", "-1"), "--rounds is -1"),
        (("--rounds", "2"), "--nodes fixes"),
        (("--workers", "1", "--dask", "tcp://127.0.0.1:1"), "give one of them"),
        (("--dates",), "--dates is for one place"),
        (("--checkpoint", "/nowhere/at/all"), "does not exist"),
    ],
)
def test_options_that_make_no_sense(tmp_path: Path, options: tuple[str, ...], says: str) -> None:
    path = tmp_path / "nation.json"
    path.write_text(json.dumps(tiny_nation(1)))
    result = run("plan", path, "--out", tmp_path / "plan.json", *options)
    assert result.exit_code == 2
    assert says in result.stderr


def test_what_is_for_several_places_is_refused_for_one(tmp_path: Path) -> None:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(tiny(1)))
    for option in (("--workers", 2), ("--checkpoint", tmp_path / "log"), ("--dask", "tcp://127.0.0.1:1")):
        result = run("plan", path, "--out", tmp_path / "plan.json", *option)
        assert result.exit_code == 2
        assert f"{option[0]} is for several places" in result.stderr


def test_a_file_that_is_no_checkpoint_is_left_alone(problem: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("my diary\n")
    result = run("plan", problem, "--out", tmp_path / "plan.json", "--checkpoint", log)
    assert result.exit_code == 2
    assert "is not a checkpoint" in result.stderr
    assert log.read_text() == "my diary\n"


def test_without_dask_or_a_scheduler_it_is_said(
    problem: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    result = run("plan", problem, "--out", tmp_path / "plan.json", "--dask", "tcp://127.0.0.1:1")
    assert result.exit_code == 2
    assert "--dask needs Dask, which is not installed" in result.stderr
