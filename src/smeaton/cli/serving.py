"""How the site is served on localhost: gunicorn with the worker beside it, both stopped together."""

import contextlib
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException
from types import FrameType

import click

HOST, HOST_6 = "127.0.0.1", "::1"
NAME = "localhost"
"""How browsers are told to call it: passkeys belong to a name, and a number is none."""
STARTING_SECONDS = 60
STOPPING_SECONDS = 10


def require_free(port: int, command: str) -> list[str]:
    """What to listen on: both addresses that browsers take `localhost` for, as far as there are two.

    Raises a sentence that says what to do where another program listens on one of them.
    """
    found = []
    for family, host in ((socket.AF_INET, HOST), (socket.AF_INET6, HOST_6)):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
        except OSError as error:
            if host == HOST_6 and error.errno in _NO_SUCH_ADDRESS:
                continue
            other = port + 1 if port < 65_535 else 8000
            raise click.ClickException(
                f"Port {port} cannot be used ({error.strerror}). Stop the program that uses it, "
                f"or choose another port: smeaton {command} --port {other}"
            ) from None
        found.append(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
    return found


_NO_SUCH_ADDRESS = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}


def serve(port: int, command: str, announce: Callable[[str], None]) -> None:
    """Serve the configured database until Ctrl-C or SIGTERM; both processes are stopped before it returns.

    `announce` is called once with the address, when the site answers. Raises a sentence where the port is
    taken, or where one of the two processes ends by itself.
    """
    binds, site = require_free(port, command), f"http://{NAME}:{port}"
    processes: dict[str, subprocess.Popen[bytes]] = {}
    with _stop_on_signals():
        try:
            processes["web server"] = _start(_web_server(binds), site)
            processes["worker"] = _start([sys.executable, "-m", "smeaton.cli", "worker"], site)
            _wait_until_it_answers(port, processes)
            announce(f"{site}/")
            while (ended := _ended(processes)) is None:
                time.sleep(0.3)
            raise click.ClickException(f"The {ended} has ended by itself; what it said stands above.")
        except KeyboardInterrupt:
            click.echo("\nStopping.")
        finally:
            _stop(list(processes.values()))


def _web_server(binds: list[str]) -> list[str]:
    """Everything but where it listens is as `smeaton.project.web_server` says."""
    listens = [word for bind in binds for word in ("--bind", bind)]
    return [sys.executable, "-m", "gunicorn", "--config", "python:smeaton.project.web_server", *listens]


def _start(arguments: list[str], site: str) -> subprocess.Popen[bytes]:
    """Start one of our own processes. It has a session of its own, so that Ctrl-C reaches us alone.

    Links in letters begin with `site`, unless the environment names another.
    """
    environment = {"SMEATON_SITE": site} | os.environ | {"DJANGO_SETTINGS_MODULE": "smeaton.project.settings"}
    return subprocess.Popen(arguments, env=environment, start_new_session=True)  # noqa: S603 - our own words


def _wait_until_it_answers(port: int, processes: dict[str, subprocess.Popen[bytes]]) -> None:
    give_up = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < give_up:
        if ended := _ended(processes):
            raise click.ClickException(f"The {ended} could not be started; what it said stands above.")
        if _answers(port):
            return
        time.sleep(0.2)
    raise click.ClickException(f"The web server has not answered within {STARTING_SECONDS} seconds.")


def _answers(port: int) -> bool:
    """Whether the web server answers at all; a redirect to HTTPS is an answer, and is not followed."""
    connection = HTTPConnection(HOST, port, timeout=20)
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True


def _ended(processes: dict[str, subprocess.Popen[bytes]]) -> str | None:
    return next((name for name, process in processes.items() if process.poll() is not None), None)


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask each to stop, then insist: a plan that a worker leaves behind is taken up by the next worker."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    give_up = time.monotonic() + STOPPING_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, give_up - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def _stop_on_signals() -> Iterator[None]:
    """Make SIGTERM and a closed terminal end the same way as Ctrl-C while inside."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
