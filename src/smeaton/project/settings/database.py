"""`SMEATON_DATABASE_URL` chooses the database: a SQLite file by default, PostgreSQL by URL."""

import os
from typing import Any
from urllib.parse import quote

import dj_database_url

from smeaton.project.settings.base import VAR

_URL = os.environ.get("SMEATON_DATABASE_URL") or f"sqlite:///{quote(str(VAR / 'smeaton.sqlite3'))}"
_SQLITE_OPTIONS = {
    # Writers queue for the lock instead of failing half-way, readers never wait (docs/adr/0003).
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}


def _database(url: str) -> dict[str, Any]:
    config: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = config.get("OPTIONS", {}) | _SQLITE_OPTIONS
        config["CONN_MAX_AGE"] = 0
    else:
        config["CONN_HEALTH_CHECKS"] = True
    return config


DATABASES = {"default": _database(_URL)}
