"""What a line of the log must not contain: the secret part of a one-purpose link."""

import logging
import re

_LINK = re.compile(r"/(answer(?=/[^/\s]*(?:~|%7[Ee]))|join|no-reminders)/[^/\s\"'?]+")


def without_links(words: str) -> str:
    """Words in which addresses of one-purpose links are cut short.

    With the rest of them answers could be opened, a role be taken, or reminders be stopped.
    """
    return _LINK.sub(r"/\1/…", words)


class HideLinks(logging.Filter):
    """Shortens one-purpose links in whatever is logged; `log_format` does so in what is told of an error."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, without the secret."""
        words = record.getMessage()
        if (clean := without_links(words)) != words:
            record.msg, record.args = clean, None
        return True
