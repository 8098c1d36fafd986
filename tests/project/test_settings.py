"""Where secrets come from, and what other machines have to prove: as the settings read the environment."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from smeaton.project.settings.database import database_from
from smeaton.project.settings.environment import with_files
from smeaton.project.web_server import listening

ELSEWHERE = "postgresql://smeaton:hush@db.example.org:5432/smeaton"


def read_with(print_what: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What another process prints of its settings, with these variables and no other of ours."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("SMEATON_")}
    folder = str(Path(__file__).resolve().parents[2] / "src")
    return subprocess.run(
        [sys.executable, "-c", f"import smeaton.project.settings as ours; print({print_what})"],
        env=others | {"PYTHONPATH": folder} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_secret_may_come_from_a_file(tmp_path: Path) -> None:
    """As systemd's credentials and containers' secrets hand them over."""
    secrets = {
        "SMEATON_SECRET_KEY": "k" * 50,
        "SMEATON_SECRET_KEYS_BEFORE": "a" * 50 + "," + "b" * 50,
        "SMEATON_DATABASE_URL": ELSEWHERE,
        "SMEATON_SMTP_URL": "smtps://smeaton:hush@mail.example.org",
        "SMEATON_OIDC_SCHOOL_SECRET": "whispered",
    }
    named = {}
    for name, secret in secrets.items():
        file = tmp_path / name.lower()
        file.write_text(secret + "\n", encoding="utf-8")
        named[f"{name}_FILE"] = str(file)
    plain = {
        "SMEATON_VAR": str(tmp_path),
        "SMEATON_HTTPS": "1",
        "SMEATON_OIDC": "school",
        "SMEATON_OIDC_SCHOOL_CLIENT": "c",
        "SMEATON_OIDC_SCHOOL_ISSUER": "https://id.example.org",
    }
    what = (
        "[ours.SECRET_KEY, *ours.SECRET_KEY_FALLBACKS, ours.DATABASES['default']['PASSWORD'], ours.SMTP_URL, "
        "ours.SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS'][0]['secret']]"
    )
    expected = ["k" * 50, "a" * 50, "b" * 50, "hush", secrets["SMEATON_SMTP_URL"], "whispered"]
    assert read_with(what, **plain, **named).stdout == f"{expected}\n"


def test_a_secret_that_cannot_be_read_stops_the_site_and_is_not_repeated(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("k" * 50, encoding="utf-8")
    wrong: list[dict[str, str]] = [
        {"SMEATON_SECRET_KEY_FILE": str(tmp_path / "none")},
        {"SMEATON_SECRET_KEY_FILE": str(tmp_path)},
        {"SMEATON_SECRET_KEY": "x", "SMEATON_SECRET_KEY_FILE": str(file)},
    ]
    for environment in wrong:
        with pytest.raises(ImproperlyConfigured) as refused:
            with_files(environment)
        assert "SMEATON_SECRET_KEY_FILE" in str(refused.value)
        assert "k" * 50 not in str(refused.value)
    file.write_text(" \n", encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match="is empty"):
        with_files({"SMEATON_SECRET_KEY_FILE": str(file)})
    assert with_files({"SMEATON_SECRET_KEY_FILE": "", "OTHER_FILE": "/none"})["OTHER_FILE"] == "/none"


def test_a_site_that_others_reach_takes_no_short_key(tmp_path: Path) -> None:
    site = {"SMEATON_HTTPS": "1", "SMEATON_VAR": str(tmp_path), "SMEATON_SECRET_KEY": "k" * 32}
    assert read_with("1", **site).returncode == 0
    for short in ({"SMEATON_SECRET_KEY": "k" * 31}, {"SMEATON_SECRET_KEYS_BEFORE": "old"}):
        refused = read_with("1", **site | short)
        assert "too short" in refused.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "url", [ELSEWHERE, ELSEWHERE + "?sslmode=verify-full", "postgresql:///smeaton?host=db.example.org"]
)
def test_a_database_on_another_machine_is_spoken_to_by_tls_and_proves_itself(url: str) -> None:
    options = database_from(url)["OPTIONS"]
    assert (options["sslmode"], options["sslrootcert"]) == ("verify-full", "system")


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require"])
def test_less_than_that_is_refused_unless_the_way_is_guarded_otherwise(mode: str, tmp_path: Path) -> None:
    url = f"{ELSEWHERE}?sslmode={mode}"
    with pytest.raises(ImproperlyConfigured, match=f"sslmode={mode} does not check") as refused:
        database_from(url)
    assert "hush" not in str(refused.value)
    assert database_from(url, plain=True)["OPTIONS"] == {"sslmode": mode}
    site = {"SMEATON_VAR": str(tmp_path), "SMEATON_DATABASE_URL": url}
    assert read_with("1", **site).returncode != 0
    assert read_with("1", **site, SMEATON_PLAIN_TO="database").returncode == 0
    assert read_with("1", **site, SMEATON_PLAIN_TO="databse").returncode != 0


def test_an_authority_of_ones_own_can_be_named() -> None:
    for mode in ("verify-full", "verify-ca"):
        options = database_from(f"{ELSEWHERE}?sslmode={mode}&sslrootcert=/etc/ours.pem")["OPTIONS"]
        assert options == {"sslmode": mode, "sslrootcert": "/etc/ours.pem"}


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://smeaton@127.0.0.1:5432/smeaton",
        "postgresql://smeaton@[::1]/smeaton",
        "postgresql://smeaton@%2Frun%2Fpostgresql/smeaton",
        "postgresql:///smeaton?host=/run/postgresql",
        "sqlite:////srv/smeaton.sqlite3",
    ],
)
def test_this_machine_needs_no_tls(url: str) -> None:
    assert "sslmode" not in database_from(url)["OPTIONS"]


def test_the_web_server_is_not_reached_from_other_machines_without_tls() -> None:
    open_to_all: list[dict[str, Any]] = [
        {"SMEATON_LISTEN": "0.0.0.0:8000"},
        {"SMEATON_LISTEN": "[::]:8000"},
        {"SMEATON_LISTEN": "10.0.0.7:8000"},
        {"SMEATON_LISTEN": ":8000"},
        {"SMEATON_TLS_CERT": "/c"},
    ]
    for environment in open_to_all:
        with pytest.raises(ImproperlyConfigured):
            listening(environment)
    for listen in ("127.0.0.1:8001", "[::1]:8001", "unix:/run/smeaton.sock"):
        assert listening({"SMEATON_LISTEN": listen})["bind"] == listen
    assert listening({})["bind"] == "127.0.0.1:8000"
    secured = {"SMEATON_LISTEN": "0.0.0.0:8443", "SMEATON_TLS_CERT": "/c", "SMEATON_TLS_KEY": "/k"}
    assert listening(secured) == {"bind": "0.0.0.0:8443", "certfile": "/c", "keyfile": "/k"}
