"""How gunicorn serves the site: `gunicorn --config python:smeaton.project.web_server`.

It stands behind a web server that speaks HTTPS (docs/how-to/run-a-site.md) and listens on this machine, or
on a socket. Where that server is another machine, TLS is spoken between the two as well.
"""

import gc
import ssl
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ImproperlyConfigured

from smeaton.project.settings.environment import LOOPBACK, said


def guarded(listen: str, certificate: str) -> bool:
    """Whether nobody can read along: it listens on a socket or on this machine only, or speaks TLS."""
    host = listen.rpartition(":")[0].strip("[]")
    return bool(certificate) or listen.startswith("unix:") or host in LOOPBACK


def listening(environment: Mapping[str, str]) -> dict[str, Any]:
    """Where it listens, and with which certificate; `ImproperlyConfigured` where others could read along."""
    listen = environment.get("SMEATON_LISTEN") or "127.0.0.1:8000"
    certificate, key = environment.get("SMEATON_TLS_CERT"), environment.get("SMEATON_TLS_KEY")
    if bool(certificate) is not bool(key):
        raise ImproperlyConfigured("Set SMEATON_TLS_CERT and SMEATON_TLS_KEY both, or neither.")
    if not guarded(listen, certificate or ""):
        raise ImproperlyConfigured(
            f"SMEATON_LISTEN={listen} can be reached from other machines: set SMEATON_TLS_CERT and "
            "SMEATON_TLS_KEY, or listen on 127.0.0.1 or unix:/a/socket behind a web server on this machine."
        )
    return {"bind": listen, "certfile": certificate or None, "keyfile": key or None}


def ssl_context(_config: object, usual: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """TLS 1.2 at least, with the ciphers that Python and OpenSSL hold for safe."""
    context = usual()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def on_starting(_server: object) -> None:
    """What is loaded before the processes part stays shared between them: the collector leaves it alone.

    Lists of passwords are looked at now: one that cannot be read stops the site, not somebody's new password.
    """
    get_default_password_validators()
    gc.collect()
    gc.freeze()


wsgi_app = "smeaton.project.wsgi:application"
bind, certfile, keyfile = listening(said).values()
forwarded_allow_ips = said.get("SMEATON_PROXY_FROM") or "127.0.0.1,::1"
"""From where `X-Forwarded-Proto` is believed; on a socket it always is."""
workers = int(said.get("SMEATON_WORKERS") or "2")
worker_class = "smeaton.project.web_worker.Worker"
threads = 4
preload_app = True
timeout = 60
graceful_timeout = 5
loglevel = "warning"
logger_class = "smeaton.project.web_log.WebLog"
