"""Domains: of an email address, of a website; and those at which anybody may have an address."""

import re
from urllib.parse import urlsplit

LONGEST = 120
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_ANYBODYS = frozenset(
    {
        "aol.co.uk",
        "aol.com",
        "blogspot.com",
        "blueyonder.co.uk",
        "btconnect.com",
        "btinternet.com",
        "btopenworld.com",
        "facebook.com",
        "fastmail.com",
        "gmail.com",
        "gmx.co.uk",
        "gmx.com",
        "gmx.net",
        "google.com",
        "googlemail.com",
        "hey.com",
        "hotmail.co.uk",
        "hotmail.com",
        "icloud.com",
        "live.co.uk",
        "live.com",
        "mac.com",
        "mail.com",
        "me.com",
        "msn.com",
        "ntlworld.com",
        "o2.co.uk",
        "orange.net",
        "outlook.com",
        "plus.com",
        "plus.net",
        "pm.me",
        "proton.me",
        "protonmail.com",
        "rocketmail.com",
        "sites.google.com",
        "sky.com",
        "talk21.com",
        "talktalk.net",
        "tiscali.co.uk",
        "tuta.com",
        "tutanota.com",
        "virgin.net",
        "virginmedia.com",
        "weebly.com",
        "wixsite.com",
        "wordpress.com",
        "yahoo.co.uk",
        "yahoo.com",
        "yandex.com",
        "ymail.com",
        "zoho.com",
    }
)


def domain_of(address: str) -> str:
    """The domain of an email address in small letters; empty where it has none, or one in other letters."""
    return _plain(address.rpartition("@")[2])


def host_of(website: str) -> str:
    """The host of a website as a register writes it, without “www.”; empty where there is none."""
    written = website.strip()
    try:
        host = urlsplit(written if "//" in written else f"//{written}").hostname or ""
    except ValueError:
        return ""
    return _plain(host.removeprefix("www."))


def is_anybodys(domain: str) -> bool:
    """Whether anybody can have an address at the domain, or a site on it: it says nothing of who they are."""
    return domain in _ANYBODYS


def _plain(domain: str) -> str:
    lower = domain.lower() if domain.isascii() else ""
    return lower if len(lower) <= LONGEST and _DOMAIN.fullmatch(lower) else ""
