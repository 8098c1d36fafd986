"""The conversation with a mail server: everything up to the last line, then the last line by itself.

`smtplib` sends a mail in one call. We have to write down, between the text and the single dot that ends it,
that the letter is being handed over (ADR 0008); therefore the last steps are our own.
"""

import contextlib
import re
import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

SECONDS = 30
"""How long a step may take before the server counts as gone."""
LAST_SECONDS = 120
"""How long the answer to the last line may take; a server looks a mail through before it takes it."""

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_OURS = re.compile(r"relay|authenticat|not authori[sz]ed|sender", re.IGNORECASE)
"""Refusals of a recipient that are about us and not about the recipient."""


class ServerTrouble(RuntimeError):
    """The server cannot be used now: every letter waits. The message is a sentence."""


class ConnectionLost(RuntimeError):
    """The connection broke off before the last line: this letter was not sent. The message is a sentence."""


class Doubt(RuntimeError):
    """The connection broke off after the last line: nobody knows. The message is a sentence."""


class LetterDeclined(RuntimeError):
    """The server does not take this letter: not now, or `for_good`. The message is what it said."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(f"{code} {words}".strip())
        self.for_good = code >= 500


@dataclass(frozen=True)
class ServerAddress:
    """Where the mail server is and how it is spoken to. `tls` is from the start, or once greeted."""

    host: str
    port: int
    tls_from_start: bool
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def local(self) -> bool:
        """Whether it runs on this machine, to which a password may travel unencrypted."""
        return self.host in _LOOPBACK


def server_from(url: str) -> ServerAddress:
    """Read `smtp://user:password@host:587` or `smtps://…`; ValueError with a sentence for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError(
            "SMEATON_SMTP_URL names no mail server. Write it like smtp://user:password@mail.example.org:587"
        )
    start = parts.scheme == "smtps"
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    usual = 465 if start else 587 if user else 25
    return ServerAddress(parts.hostname, port or usual, start, user, password)


class MailServer:
    """One connection, opened when it is first needed, for many letters."""

    def __init__(self, address: ServerAddress, own_name: str, *, plain: bool = False) -> None:
        """`own_name` is the domain that we greet the server with.

        `plain`: letters, never a password, may travel unencrypted to another machine.
        """
        self._address = address
        self._plain = plain
        self._own_name = own_name
        self._smtp: smtplib.SMTP | None = None

    def prepare(self, sender: str, to: str, content: bytes) -> None:
        """Hand over everything except the last line; nothing is sent if we stop here.

        `LetterDeclined`, `ConnectionLost`, `ServerTrouble`.
        """
        smtp = self._smtp or self._open()
        try:
            self._expect(smtp.mail(sender), ours=True)
            self._expect(smtp.rcpt(to))
            self._expect(smtp.docmd("DATA"), wanted=354)
            dotted = re.sub(rb"(?m)^\.", b"..", content)
            smtp.send(dotted if dotted.endswith(b"\r\n") else dotted + b"\r\n")
        except (OSError, smtplib.SMTPException) as error:
            self.drop()
            raise ConnectionLost(f"The mail server broke the conversation off ({_words(error)}).") from error

    def finish(self) -> str:
        """Send the last line and return what the server says; `Doubt`, or `LetterDeclined` for a no."""
        smtp = self._smtp
        if smtp is None or smtp.sock is None:
            raise ConnectionLost("There is no letter to finish.")
        try:
            smtp.sock.settimeout(LAST_SECONDS)
            code, answer = smtp.docmd(".")
            smtp.sock.settimeout(SECONDS)
        except (OSError, smtplib.SMTPException) as error:
            self.drop()
            raise Doubt(f"The mail server did not say whether it took it ({_words(error)}).") from error
        if code == 421:
            self.drop()
        if 400 <= code < 600:
            raise LetterDeclined(code, _text(answer))
        if not 200 <= code < 300:
            self.drop()
            raise Doubt("The mail server gave no answer that can be understood.")
        return f"{code} {_text(answer)}"

    def drop(self) -> None:
        """Break the connection off; a letter whose last line was not sent is not sent."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def close(self) -> None:
        """Take leave of the server."""
        if self._smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
            self.drop()

    def _open(self) -> smtplib.SMTP:
        where = self._address
        try:
            smtp = self._connect()
            self._smtp = smtp
            # the text and the last line go one after the other: neither may wait for the other's receipt
            if smtp.sock is not None:
                smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            smtp.ehlo_or_helo_if_needed()
            if not where.tls_from_start and smtp.has_extn("starttls"):
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo_or_helo_if_needed()
            elif not where.tls_from_start and not where.local and (where.user or not self._plain):
                self.close()
                what = "password" if where.user else "letter"
                raise ServerTrouble(f"The mail server offers no encryption, so no {what} is sent to it.")
            if where.user:
                smtp.login(where.user, where.password)
        except smtplib.SMTPAuthenticationError as error:
            self.drop()
            raise ServerTrouble(
                f"The mail server does not take our name and password ({error.smtp_code})."
            ) from None
        except (OSError, smtplib.SMTPException) as error:
            self.drop()
            raise ServerTrouble(f"The mail server cannot be reached ({_words(error)}).") from error
        return smtp

    def _connect(self) -> smtplib.SMTP:
        where = self._address
        if where.tls_from_start:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(where.host, where.port, self._own_name, timeout=SECONDS, context=context)
        return smtplib.SMTP(where.host, where.port, self._own_name, timeout=SECONDS)

    def _expect(self, reply: tuple[int, bytes], *, ours: bool = False, wanted: int = 250) -> None:
        """Go on where the server says yes; else give this letter up, or all where it is about us."""
        code, words = reply[0], _text(reply[1])
        if code == wanted or (wanted == 250 and code == 251):
            return
        if code == 421:
            self.drop()
            raise ServerTrouble(f"The mail server closes the conversation ({code} {words}).")
        smtp = self._smtp
        if smtp is not None:
            with contextlib.suppress(smtplib.SMTPException):
                smtp.rset()
        if ours or code in {530, 535} or (code >= 500 and _OURS.search(words)):
            raise ServerTrouble(f"The mail server does not let us send ({code} {words}).")
        raise LetterDeclined(code, words)


def _text(answer: bytes) -> str:
    """What a server said on one line, without addresses."""
    words = " ".join(answer.decode("utf-8", "replace").split())
    return re.sub(r"<?[^\s<>]+@[^\s<>]+>?", "(address)", words)[:200]


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {_text(said if isinstance(said, bytes) else said.encode())}"
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
