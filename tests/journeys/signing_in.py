"""What somebody has at hand who signs in at a browser: the letter with the code, a device with passkeys."""

import re

from tests.factories.smtp import MailBox
from tests.journeys.keyboard import Keyboard
from tests.journeys.pages import Visitor, expect


def code_from(box: MailBox, address: str, number: int = 1) -> str:
    """The code in the last letter that the mail server took for that address."""
    assert box.wait_for(number)
    found = re.search(r"^[A-Z]{4}-[A-Z]{4}$", box.to(address)[-1].body(), flags=re.MULTILINE)
    assert found
    return found[0]


def with_authenticator(visitor: Visitor) -> None:
    """Give the browser a device that keeps passkeys and knows its owner."""
    tools = visitor.page.context.new_cdp_session(visitor.page)
    tools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    able = {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options | able})


def add_passkey(keyboard: Keyboard) -> None:
    """Add a passkey where a role needs a second factor, and keep the recovery codes."""
    page = keyboard.page
    expect(page.get_by_role("heading", name="Your role needs a second factor")).to_be_visible()
    keyboard.press("button", "Add a passkey", "Space")
    keyboard.fill("Name", "My device")
    keyboard.press("button", "Add it")
    expect(page.get_by_role("heading", name="Keep these recovery codes")).to_be_visible()
    keyboard.press("button", "I have kept them", "Space")
