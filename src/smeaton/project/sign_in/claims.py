"""What a provider says about somebody, as far as it is believed."""

from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.providers.oauth2.client import OAuth2Error


class Distrusted(OAuth2Error):  # type: ignore[misc] # allauth has no types
    """What a provider said is not believed. The message is for the log, one line, and names nobody."""

    def __init__(self, why: str) -> None:
        """`why` may hold what a library says of the provider's words."""
        super().__init__(" ".join(why.split())[:200])


@dataclass(frozen=True)
class Claims:
    """What one provider (by name) said. `verified_address` is empty where it vouches for none."""

    provider: str
    verified_address: str
    second_factor: bool
    """Whether it says, in the words it is known to use, that it asked for a second factor itself."""


def claims_of(sociallogin: Any) -> Claims:
    """Read what was taken from the provider: ID token and user info, which are about the same person.

    The address is taken as it was written: no sign in it is folded into another.
    """
    app = sociallogin.provider.app
    said = sociallogin.account.extra_data
    token, info = said.get("id_token") or {}, said.get("userinfo") or {}
    claims = {**info, **{key: value for key, value in token.items() if key in _SIGNED or key not in info}}
    address = claims.get("email")
    believed = isinstance(address, str) and _vouched(address, claims, app.settings["domains"])
    return Claims(
        provider=app.name,
        verified_address=str(address) if believed else "",
        second_factor=_asked_for_second_factor(token, app.settings["second_factor"]),
    )


_SIGNED = frozenset({"sub", "amr", "acr"})


def _vouched(address: str, claims: dict[str, Any], domains: list[str]) -> bool:
    if domains:
        return address.rpartition("@")[2].lower() in domains and claims.get("email_verified", True) is True
    return claims.get("email_verified") is True


def _asked_for_second_factor(token: dict[str, Any], wanted: dict[str, list[str]]) -> bool:
    amr = token.get("amr")
    used = {str(value) for value in amr} if isinstance(amr, list) else set()
    return bool(used & set(wanted.get("amr", []))) or token.get("acr") in wanted.get("acr", [])
