"""A real mail server on loopback that keeps what it gets and refuses what it is told to.

In a test: `with MailBox() as box:` and `settings.SMTP_URL = box.url`. By itself, for a journey or a look:
`python -m tests.factories.smtp --port 1025 --file mails.jsonl` writes every message as a line of JSON.
"""

import argparse
import asyncio
import email
import email.policy
import json
import ssl
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

READY = "listening on port"


@dataclass(frozen=True)
class Mail:
    """A message that the server took, with its envelope."""

    sender: str
    to: str
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """The message, parsed."""
        return email.message_from_bytes(self.content, policy=email.policy.default)  # type: ignore[return-value]

    def body(self, kind: str = "plain") -> str:
        """The plain text, or the HTML."""
        part = self.message.get_body((kind,))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")


@dataclass
class Script:
    """How the server behaves. Addresses are the recipients'; a reply is a code with words."""

    rcpt: dict[str, str] = field(default_factory=dict)
    """Refusals of recipients: “550 5.1.1 No such user”, “451 4.7.1 Later”."""
    data: dict[str, str] = field(default_factory=dict)
    """Replies to the last line."""
    mail: str = ""
    """A refusal of every sender."""
    lose_before: set[str] = field(default_factory=set)
    """Recipients at whose address the connection breaks off."""
    lose_after: set[str] = field(default_factory=set)
    """Recipients whose mail is kept, but the connection breaks off before the server says so."""
    seconds: float = 0.0
    """How long it thinks over each mail before it takes it, and once more before it says so."""
    password: str = ""
    """Where given, only “smeaton” with this password may send."""


class MailBox:
    """The server in a thread of its own, on a free port unless one is given."""

    def __init__(self, port: int = 0, tell: Callable[[Mail], None] | None = None) -> None:
        self.mails: list[Mail] = []
        self.connections = 0
        self.script = Script()
        self.tls: ssl.SSLContext | None = None
        self.port = port
        self._tell = tell
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="mail server", daemon=True)
        self._ready = threading.Event()

    @property
    def url(self) -> str:
        """What `SMEATON_SMTP_URL` says for it."""
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[Mail]:
        """The messages to one address."""
        return [mail for mail in self.mails if mail.to == address]

    def counted(self) -> Counter[str]:
        """How many messages each address got."""
        return Counter(mail.to for mail in self.mails)

    def wait_for(self, number: int, seconds: float = 10) -> bool:
        """Whether so many messages have come within the time."""
        give_up = time.monotonic() + seconds
        while len(self.mails) < number and time.monotonic() < give_up:
            time.sleep(0.005)
        return len(self.mails) >= number

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.set_exception_handler(lambda _loop, _context: None)  # broken connections are meant
        server = self._loop.run_until_complete(self._loop.create_server(self._answer, "127.0.0.1", self.port))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        rest = asyncio.all_tasks(self._loop)
        for task in rest:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*rest, return_exceptions=True))
        self._loop.run_until_complete(server.wait_closed())
        self._loop.close()

    def _answer(self) -> SMTP:
        self.connections += 1
        password = self.script.password

        def check(_s: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
            fits = isinstance(given, LoginPassword) and given == LoginPassword(b"smeaton", password.encode())
            return AuthResult(success=fits, handled=False)

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of passwords without TLS, which we try here
            return SMTP(
                _Handler(self),
                hostname="loopback.test",
                loop=self._loop,
                tls_context=self.tls,
                require_starttls=self.tls is not None,
                auth_required=bool(password),
                auth_require_tls=False,
                authenticator=check if password else None,
            )


class _Handler:
    """What the server does at each step; aiosmtpd calls the methods by these names."""

    def __init__(self, box: MailBox) -> None:
        self.box = box

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.box.script.mail:
            return self.box.script.mail
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.box.script.lose_before:
            assert server.transport
            server.transport.abort()
            return "421 Gone"
        if refusal := self.box.script.rcpt.get(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        script, to = self.box.script, envelope.rcpt_tos[0]
        if refusal := script.data.get(to):
            return refusal
        await asyncio.sleep(script.seconds)
        assert isinstance(envelope.content, bytes)
        mail = Mail(envelope.mail_from or "", to, envelope.content)
        self.box.mails.append(mail)
        if self.box._tell:
            self.box._tell(mail)
        if to in script.lose_after:
            assert server.transport
            server.transport.abort()
        await asyncio.sleep(script.seconds)
        return "250 Taken"


def _main() -> None:
    parser = argparse.ArgumentParser(description="A mail server on loopback that keeps what it gets.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--file", type=Path, required=True, help="one line of JSON for every message")
    chosen = parser.parse_args()

    def keep(mail: Mail) -> None:
        line = {"from": mail.sender, "to": mail.to, "content": mail.content.decode("utf-8", "replace")}
        with chosen.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    with MailBox(chosen.port, keep) as box:
        print(READY, box.port, flush=True)  # noqa: T201 - a command
        threading.Event().wait()


if __name__ == "__main__":
    _main()
