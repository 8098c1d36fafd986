"""A mail server on loopback, and letters to send."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.factories.smtp import MailBox


@pytest.fixture
def mailbox(settings: Any) -> Iterator[MailBox]:
    """A real mail server, which the installation has been told to use."""
    with MailBox() as box:
        settings.SMTP_URL = box.url
        settings.MAIL_FROM = "letters@hub.example"
        settings.BOUNCES = ""
        yield box
