"""The command line of the demonstration and of serving: what it refuses, and how."""

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from smeaton.cli import main, serving
from smeaton.cli.demo import _choose_database
from tests.cli.test_serve import has_ipv6


@pytest.fixture(params=[serving.HOST, serving.HOST_6])
def taken_port(request: pytest.FixtureRequest) -> Iterator[int]:
    """A port on which somebody else listens, at either address of this machine."""
    newer = request.param == serving.HOST_6
    if newer and not has_ipv6():
        pytest.skip("this machine has no ::1")
    with socket.socket(socket.AF_INET6 if newer else socket.AF_INET, socket.SOCK_STREAM) as other:
        other.bind((request.param, 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize("name", ["demo", "serve"])
def test_a_taken_port_is_said_with_what_to_do(
    name: str, taken_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMEATON_DATABASE_URL", f"sqlite:///{tmp_path / 'unused.sqlite3'}")
    with pytest.raises(Exception, match=f"Port {taken_port} cannot be used.*smeaton {name} --port"):
        serving.require_free(taken_port, name)


def test_the_demo_looks_at_the_port_before_it_prepares(taken_port: int) -> None:
    result = CliRunner().invoke(main, ["demo", "--port", str(taken_port)])
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: Port {taken_port} cannot be used")
    assert "Preparing" not in result.output


def test_the_demo_keeps_a_database_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMEATON_DATABASE_URL", "")
    monkeypatch.setenv("SMEATON_VAR", str(tmp_path))
    _choose_database(fresh=False)
    assert os.environ["SMEATON_DATABASE_URL"] == f"sqlite:///{tmp_path / 'demo.sqlite3'}"


def test_beginning_anew_throws_only_the_demos_own_database_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMEATON_DATABASE_URL", "")
    monkeypatch.setenv("SMEATON_VAR", str(tmp_path))
    kept = tmp_path / "smeaton.sqlite3"
    for name in ("demo.sqlite3", "demo.sqlite3-wal", "demo.sqlite3-shm", kept.name):
        (tmp_path / name).touch()
    _choose_database(fresh=True)
    assert list(tmp_path.iterdir()) == [kept]


def test_beginning_anew_leaves_a_named_database_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mine.sqlite3"
    file.touch()
    monkeypatch.setenv("SMEATON_DATABASE_URL", f"sqlite:///{file}")
    result = CliRunner().invoke(main, ["demo", "--no-serve", "--fresh"])
    assert result.exit_code == 1
    assert "empty that one yourself" in result.output
    assert file.exists()


def test_a_process_that_cannot_start_is_said_and_the_other_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    start = serving._start

    def start_and_remember(arguments: list[str], site: str) -> object:
        program = "import sys; sys.exit(3)" if "gunicorn" in arguments else "import time; time.sleep(60)"
        process = start([sys.executable, "-c", program], site)
        started.append(process)
        return process

    monkeypatch.setattr(serving, "_start", start_and_remember)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((serving.HOST, 0))
        port = probe.getsockname()[1]
    with pytest.raises(Exception, match="The web server could not be started"):
        serving.serve(port, "serve", lambda _address: None)
    assert len(started) == 2
    assert all(process.poll() is not None for process in started)
