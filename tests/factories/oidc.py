"""A real OpenID Connect provider (oidc-provider-mock, on Authlib), in a process of its own on loopback."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx


@dataclass(frozen=True)
class Provider:
    """One running provider. `issuer` is its address, by which it is also found."""

    issuer: str

    def knows(self, subject: str, **claims: Any) -> None:
        """Add somebody, with what the provider says of them."""
        answer = httpx.put(f"{self.issuer}/users/{subject}", json=claims)
        assert answer.status_code == 204, answer.text

    def lets_in(self, address: str, subject: str) -> str:
        """Do as somebody who was sent there and says who they are; where they are sent back to."""
        return self._answered(address, {"sub": subject})

    def turns_away(self, address: str) -> str:
        """Do as somebody who says no there; where they are sent back to."""
        return self._answered(address, {"action": "deny"})

    def _answered(self, address: str, said: dict[str, str]) -> str:
        assert address.startswith(self.issuer)
        answer = httpx.post(address, data=said)
        assert answer.status_code == 302, answer.text
        parts = urlsplit(answer.headers["Location"])
        return f"{parts.path}?{parts.query}"


@contextmanager
def provider() -> Iterator[Provider]:
    """Run a provider on a free port while inside."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    running = Provider(f"http://127.0.0.1:{port}")
    try:
        _wait(running, process)
        yield running
    finally:
        process.terminate()
        process.wait(10)


def _wait(running: Provider, process: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        assert process.poll() is None, "the provider did not start"
        try:
            httpx.get(f"{running.issuer}/.well-known/openid-configuration")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the provider has not answered within a minute")
