"""A real OpenID Connect provider (oidc-provider-mock, on Authlib), in a process of its own on loopback.

And one in bad hands: the same, behind somebody who changes what it says on its way.
"""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm


@dataclass
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
    give_up = time.monotonic() + 240  # machines here are shared
    while time.monotonic() < give_up:
        assert process.poll() is None, "the provider did not start"
        try:
            httpx.get(f"{running.issuer}/.well-known/openid-configuration")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the provider has not answered within four minutes")


def _as_it_is(said: dict[str, Any]) -> dict[str, Any]:
    return said


def _signed(claims: dict[str, Any], key: rsa.RSAPrivateKey) -> str:
    return jwt.encode(claims, key, "RS256", headers={"kid": "bad hands"})


@dataclass
class BadHands(Provider):
    """A provider whose every answer may be changed before it arrives.

    `metadata`, `claims` (of the ID token) and `userinfo` are given what it says and give what is said
    instead; `signs` makes a token of the claims, honestly unless told otherwise, with the key that is shown.
    """

    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65_537, 2048))
    metadata: Callable[[dict[str, Any]], dict[str, Any]] = _as_it_is
    claims: Callable[[dict[str, Any]], dict[str, Any]] = _as_it_is
    userinfo: Callable[[dict[str, Any]], dict[str, Any]] = _as_it_is
    signs: Callable[[dict[str, Any], rsa.RSAPrivateKey], str | None] = _signed
    tokens: list[str] = field(default_factory=list)
    """Every ID token that has been handed out."""

    def honest(self) -> None:
        """Change nothing from now on."""
        self.metadata = self.claims = self.userinfo = _as_it_is
        self.signs = _signed

    def changed(self, path: str, said: dict[str, Any]) -> dict[str, Any]:
        """What is said at a path in place of what the provider said."""
        if path == "/.well-known/openid-configuration":
            return self.metadata(said)
        if path == "/userinfo":
            return self.userinfo(said)
        if path == "/jwks":
            shown = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
            return {"keys": [shown | {"kid": "bad hands", "alg": "RS256", "use": "sig"}]}
        if path == "/oauth2/token" and "id_token" in said:
            claims = jwt.decode(said.pop("id_token"), options={"verify_signature": False})
            token = self.signs(self.claims(claims), self.key)
            self.tokens.append(str(token))
            return said | ({"id_token": token} if token else {})
        return said


@contextmanager
def bad_hands(behind: Provider) -> Iterator[BadHands]:
    """Stand before a running provider, on a port of our own; it goes by that address then."""

    class Passing(BaseHTTPRequestHandler):
        def _pass_on(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            wanted = {"host", "content-type", "authorization"}
            headers = {name: value for name, value in self.headers.items() if name.lower() in wanted}
            answer = httpx.request(self.command, behind.issuer + self.path, content=sent, headers=headers)
            body, kind = answer.content, answer.headers.get("Content-Type", "")
            if "json" in kind:
                body = json.dumps(hands.changed(urlsplit(self.path).path, answer.json())).encode()
            self.send_response(answer.status_code)
            for name in ("Location", "Content-Type"):
                if name in answer.headers:
                    self.send_header(name, answer.headers[name])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = _pass_on  # noqa: N815 - the names that http.server calls

        def log_message(self, *_: Any) -> None:
            """Nothing on standard error."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Passing)
    hands = BadHands(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hands
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
