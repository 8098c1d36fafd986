"""How letters leave: the mail server, the addresses they carry, and who is told what became of them."""

from urllib.parse import urlsplit

from smeaton.project.settings.environment import said

SMTP_URL = said.get("SMEATON_SMTP_URL", "")
"""The mail server, `smtp://user:password@host:587` or `smtps://…`; without it letters wait."""

SITE = said.get("SMEATON_SITE", "http://localhost:8000").rstrip("/")
"""The address of the site, with which links in letters begin."""

MAIL_FROM = said.get("SMEATON_MAIL_FROM") or f"smeaton@{urlsplit(SITE).hostname or 'localhost'}"
"""The address that letters come from."""

BOUNCES = said.get("SMEATON_BOUNCES", "")
"""The address that returned letters go to; the letter's mark is put in after a plus sign."""

LETTER_ENDINGS = {
    "audit invitation": "smeaton.apps.needs.services.mailing.note_ending",
    "audit reminder": "smeaton.apps.needs.services.mailing.note_ending",
    "audit last days": "smeaton.apps.needs.services.mailing.note_ending",
}
"""Purpose of a letter → what is called where it was refused or came back, in the same transaction."""
