"""Who else may say who somebody is: OpenID Connect providers from `SMEATON_OIDC*`."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from smeaton.project.settings.environment import LOOPBACK, words

_ISSUERS = {
    "google": "https://accounts.google.com",
    "microsoft": "https://login.microsoftonline.com/{tenant}/v2.0",
}
_NAMES = {"google": "Google", "microsoft": "Microsoft"}
_MANY_TENANTS = {"common", "organizations", "consumers"}


class WrongProvider(ValueError):
    """A provider is not set up in a way that may be trusted. The message is a sentence."""


def providers_from(environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """The providers that `SMEATON_OIDC` lists, as allauth takes them; `WrongProvider` for a bad one.

    Addresses count as verified where the provider says so; with `_DOMAINS`, those of the domains named count
    and no others. Microsoft says nothing of the kind, so it needs one tenant and its domains. Where there are
    several, each says of which domains it speaks: else one could vouch for an address that is another's.
    """
    ids = words(environment.get("SMEATON_OIDC", ""))
    found = [_provider(name, environment) for name in ids]
    for each in found:
        if len(found) > 1 and not each["settings"]["domains"]:
            raise WrongProvider(
                f"There is more than one provider: set {_start(each['provider_id'])}DOMAINS to the domains "
                "whose people it may vouch for."
            )
    return found


def _provider(name: str, environment: Mapping[str, str]) -> dict[str, Any]:
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,29}", name):
        raise WrongProvider(f"SMEATON_OIDC: “{name}” is not made of small letters, figures and hyphens.")
    start = _start(name)

    def said(ending: str) -> str:
        return environment.get(start + ending, "").strip()

    domains = words(said("DOMAINS").lower())
    if not said("CLIENT") or not said("SECRET"):
        raise WrongProvider(f"Set {start}CLIENT and {start}SECRET as the provider gave them.")
    if name == "microsoft" and (said("TENANT") in _MANY_TENANTS | {""} or not domains):
        raise WrongProvider(
            f"Microsoft does not vouch for addresses: set {start}TENANT to your own tenant's id and "
            f"{start}DOMAINS to the domains that it has proved to be yours."
        )
    issuer = _issuer(said("ISSUER") or _ISSUERS.get(name, ""), said("TENANT"), start)
    return {
        "provider_id": name,
        "name": said("NAME") or _NAMES.get(name, name.replace("-", " ").capitalize()),
        "client_id": said("CLIENT"),
        "secret": said("SECRET"),
        "settings": {
            "issuer": issuer,
            "server_url": issuer.rstrip("/") + "/.well-known/openid-configuration",
            "domains": domains,
            "second_factor": _second_factor(said("SECOND_FACTOR"), start),
            "oauth_pkce_enabled": True,
        },
    }


def _start(name: str) -> str:
    """How the variables of one provider begin."""
    return f"SMEATON_OIDC_{name.upper().replace('-', '_')}_"


def _issuer(address: str, tenant: str, start: str) -> str:
    """The provider's own name for itself, to the last sign: what it says has to bear the same."""
    address = address.replace("{tenant}", tenant)
    parts = urlsplit(address)
    plain = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not parts.hostname or (parts.scheme != "https" and not plain):
        raise WrongProvider(f"Set {start}ISSUER to the provider's https address.")
    return address


def _second_factor(text: str, start: str) -> dict[str, list[str]]:
    """`amr=mfa,acr=high` as claim → the values that say a second factor was asked for."""
    found: dict[str, list[str]] = {}
    for word in words(text):
        claim, equals, value = word.partition("=")
        if claim not in {"amr", "acr"} or not equals or not value:
            raise WrongProvider(f"{start}SECOND_FACTOR is written amr=mfa or acr=…, with commas between.")
        found.setdefault(claim, []).append(value)
    return found
