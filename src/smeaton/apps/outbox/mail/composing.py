"""A letter as the message that goes over the wire, with its envelope."""

from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from django.conf import settings

from smeaton.apps.outbox.models import Letter
from smeaton.apps.outbox.queries import mark_of


class Unsendable(ValueError):
    """No mail server can be given this letter. The message is a sentence."""


@dataclass(frozen=True)
class Message:
    """Envelope and content: `sender` gets what comes back, lines end in CR LF."""

    sender: str
    to: str
    content: bytes


def compose(letter: Letter) -> Message:
    """The message of a letter; the same letter always has the same Message-ID.

    What comes back goes to `SMEATON_BOUNCES` with the letter's mark, where that is set. `Unsendable` where
    the address cannot be written in the signs that mail servers take.
    """
    to = _ascii_address(letter.to)
    ours = settings.MAIL_FROM
    local, _, domain = (settings.BOUNCES or ours).rpartition("@")
    mark = mark_of(letter.pk)
    message = EmailMessage(policy=policy.SMTP)
    name, _, host = ours.rpartition("@")
    message["From"] = Address(letter.sender, username=name, domain=host)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = letter.title
    message["Date"] = format_datetime(letter.written_at)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message.set_content(letter.text, cte="quoted-printable")
    if letter.html:
        message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    # The library would fold long addresses of pages into coded words, which no mail program reads.
    raw = {"Message-ID": f"<{mark}@{host}>", **letter.headers}
    head = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in raw.items())
    return Message(
        sender=f"{local}+{mark}@{domain}" if settings.BOUNCES else ours,
        to=to,
        content=head.encode("ascii") + message.as_bytes(),
    )


def _ascii_address(address: str) -> str:
    local, _, domain = address.rpartition("@")
    if not local.isascii():
        raise Unsendable("The part of the address before the @ has signs that mail servers do not take.")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise Unsendable("The part of the address after the @ is not the name of a domain.") from None


def _one_line(value: str) -> str:
    if not value.isascii() or not value.isprintable():
        raise Unsendable("A line of the letter's head has signs that may not stand there.")
    return value
