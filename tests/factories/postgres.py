"""A PostgreSQL server of a test's own, as on another machine: TLS only, accounts known by certificates."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.2"
"""An address that is not this machine's usual one, so that the site takes it for another machine's."""
NOBODY_ELSE = """
local all all trust
hostssl all all all cert
"""


@dataclass(frozen=True)
class Server:
    """Where it is, and where its certificates are."""

    folder: Path
    port: int
    programs: Path

    def url(self, account: str, database: str = "smeaton", certificate_of: str = "") -> str:
        """How an account reaches a database, with its certificate and key."""
        own = self.folder / (certificate_of or account)
        return (
            f"postgresql://{account}@{HOST}:{self.port}/{database}?sslmode=verify-full"
            f"&sslrootcert={self.folder}/ca.crt&sslcert={own}.crt&sslkey={own}.key"
        )

    def administer(self, sql: str, database: str = "postgres") -> str:
        """What an administrator of the server does, on its own machine."""
        command = [self.programs / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-At", "-U", "postgres"]
        command += ["-h", self.folder, "-p", str(self.port), "-d", database]
        done = subprocess.run(command, input=sql, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, the newest, if it and openssl are installed."""
    folders = [path.parent for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)]
    if found := shutil.which("initdb"):
        folders.append(Path(found).resolve().parent)
    whole = [each for each in folders if (each / "psql").exists() and (each / "pg_ctl").exists()]
    return whole[0] if whole and shutil.which("openssl") else None


@contextmanager
def server(*accounts: str) -> Iterator[Server]:
    """Start it, with an authority of its own and a certificate for each account; removed afterwards."""
    found = programs()
    assert found is not None
    folder = Path(tempfile.mkdtemp(prefix="smeaton-postgres-"))
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    at = Server(folder, port, found)
    try:
        _certificates(folder, accounts)
        _own(folder)
        data = folder / "data"
        _run(
            [*as_postgres, found / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8"]
        )
        (data / "pg_hba.conf").write_text(NOBODY_ELSE)
        options = f"-c listen_addresses={HOST} -c port={port} -c unix_socket_directories={folder} -c ssl=on "
        options += f"-c ssl_cert_file={folder}/server.crt -c ssl_key_file={folder}/server.key -c fsync=off "
        options += f"-c ssl_ca_file={folder}/ca.crt -c shared_buffers=16MB"
        start = [
            found / "pg_ctl",
            "-D",
            data,
            "-w",
            "-t",
            "120",
            "-l",
            folder / "log",
            "-o",
            options,
            "start",
        ]
        _run([*as_postgres, *start])
        try:
            yield at
        finally:
            _run([*as_postgres, found / "pg_ctl", "-D", data, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str | Path]) -> None:
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def _certificates(folder: Path, accounts: tuple[str, ...]) -> None:
    """An authority, the server's certificate for its address, and one for each account by its name."""
    new = ["openssl", "req", "-newkey", "rsa:2048", "-nodes"]
    _run(
        [
            *new,
            "-x509",
            "-days",
            "2",
            "-subj",
            "/CN=ours",
            "-keyout",
            folder / "ca.key",
            "-out",
            folder / "ca.crt",
        ]
    )
    for name in ("server", *accounts):
        more = ["-addext", f"subjectAltName=IP:{HOST}"] if name == "server" else []
        key, request = folder / f"{name}.key", folder / f"{name}.csr"
        _run([*new, "-subj", f"/CN={name}", *more, "-keyout", key, "-out", request])
        sign = ["openssl", "x509", "-req", "-days", "2", "-copy_extensions", "copy", "-in", request]
        sign += ["-CA", folder / "ca.crt", "-CAkey", folder / "ca.key", "-CAcreateserial"]
        _run([*sign, "-out", folder / f"{name}.crt"])
        key.chmod(0o600)


def _own(folder: Path) -> None:
    """The server does not run as root: hand over what is its own; accounts' keys stay ours."""
    if os.geteuid() == 0:
        folder.chmod(0o755)
        for name in (folder, folder / "server.key"):
            shutil.chown(name, "postgres", "postgres")
