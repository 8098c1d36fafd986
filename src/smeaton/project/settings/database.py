"""`SMEATON_DATABASE_URL` chooses the database: a SQLite file by default, PostgreSQL by URL."""

from typing import Any
from urllib.parse import quote

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from smeaton.project.settings.base import VAR
from smeaton.project.settings.environment import LOOPBACK, said, words

_SQLITE_OPTIONS = {
    # Writers queue for the lock instead of failing half-way, readers never wait (docs/adr/0003).
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
PLAIN_TO = frozenset(words(said.get("SMEATON_PLAIN_TO", "")))
"""What may be spoken to unencrypted on another machine, because something else guards the way there."""
if unknown := PLAIN_TO - {"database", "mail"}:
    raise ImproperlyConfigured(f"SMEATON_PLAIN_TO: “{min(unknown)}” is neither “database” nor “mail”.")


def database_from(url: str, *, plain: bool = False) -> dict[str, Any]:
    """A database as Django takes it. PostgreSQL on another machine is spoken to by TLS, and proves itself.

    Its certificate is of an authority that this machine trusts, or that `sslrootcert` names.
    `ImproperlyConfigured` where the URL asks for less, unless `plain`.
    """
    config: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = config.get("OPTIONS", {}) | _SQLITE_OPTIONS
        config["CONN_MAX_AGE"] = 0
        return config
    config["CONN_HEALTH_CHECKS"] = True
    options = config.setdefault("OPTIONS", {})
    if plain or not _elsewhere(config["HOST"], options.get("host", ""), options.get("hostaddr", "")):
        return config
    mode = options.setdefault("sslmode", "verify-full")
    if mode not in {"verify-full", "verify-ca"}:
        raise ImproperlyConfigured(
            f"SMEATON_DATABASE_URL: sslmode={mode} does not check who answers on another machine. Leave it "
            "out, or write sslmode=verify-full; SMEATON_PLAIN_TO=database if something else guards the way."
        )
    if mode == "verify-full":
        options.setdefault("sslrootcert", "system")
    return config


def _elsewhere(*hosts: str) -> bool:
    """Whether one of the hosts (with commas between) is another machine; a path is a socket of this one."""
    return any(host not in LOOPBACK and not host.startswith("/") for each in hosts for host in words(each))


_URL = said.get("SMEATON_DATABASE_URL") or f"sqlite:///{quote(str(VAR / 'smeaton.sqlite3'))}"
DATABASES = {"default": database_from(_URL, plain="database" in PLAIN_TO)}
