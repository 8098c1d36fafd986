"""OpenID Connect as allauth has it, and stricter: whose metadata, whose token, for whom, in answer to what.

allauth takes an ID token that came straight from the provider as it is, without looking at its signature, and
asks for no nonce. Here both are checked, whatever the way that it came by.
"""

import secrets
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from smeaton.project.sign_in.claims import Distrusted

SIGNED_BY = {
    "RSA": ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
    "EC": ["ES256", "ES384", "ES512"],
}
"""Ways in which an ID token may be signed, by kind of key: the secret half is the provider's alone."""
CLOCKS_DIFFER = 60
"""Seconds by which the provider's clock may be ahead of ours, or behind."""
_ADDRESSES = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "issuer")


class OpenID(OpenIDConnectOAuth2Adapter):  # type: ignore[misc] # allauth has no types
    """What is asked of a provider, and how its answer is looked at."""

    nonce = ""
    """What this browser's request had, and the ID token that answers it must have."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's own description, if it is the description of whom we are set up to believe."""
        config: dict[str, Any] = super().openid_config
        if config.get("issuer") != self._issuer:
            raise Distrusted(f"{self._issuer} describes itself as another issuer")
        if not all(isinstance(config.get(name), str) for name in _ADDRESSES):
            raise Distrusted(f"{self._issuer} does not say where it is asked")
        return config

    def answered(self, said: Any) -> None:
        """`Distrusted` where the answer names another issuer, or none though the provider always does."""
        always = self.openid_config.get("authorization_response_iss_parameter_supported") is True
        if said.get("iss", None if always else self._issuer) != self._issuer:
            raise Distrusted(f"the answer is not {self._issuer}’s")

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> Any:
        """Take the ID token, and what the provider says besides if it is about the same person."""
        signed = kwargs["response"].get("id_token")
        if not isinstance(signed, str):
            raise Distrusted(f"{self._issuer} sent no ID token")
        claims, more = self._decode_id_token(app, signed), self._fetch_user_info(token.token)
        if not isinstance(more, dict) or more.get("sub") != claims["sub"]:
            raise Distrusted(f"{self._issuer} speaks of two people at once")
        said = {"id_token": claims, "userinfo": more}
        return self.get_provider().sociallogin_from_response(request, said)

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """The claims of a token that the provider has signed, for us alone, in time, in answer to us."""
        try:
            key, ways = self._key_of(jwt.get_unverified_header(id_token))
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key,
                algorithms=ways,
                issuer=self._issuer,
                audience=app.client_id,
                leeway=CLOCKS_DIFFER,
                options={"require": ["iss", "aud", "exp", "iat", "sub"]},
            )
        except (jwt.PyJWTError, TypeError, ValueError) as error:
            raise Distrusted(f"the ID token is not as it has to be: {error}") from error
        if claims["aud"] not in (app.client_id, [app.client_id]):
            raise Distrusted("the ID token is for others too")
        if not self.nonce or not constant_time_compare(str(claims.get("nonce", "")), self.nonce):
            raise Distrusted("the ID token answers another request")
        if not claims["sub"]:
            raise Distrusted("the ID token does not say whom it is about")
        return claims

    def _key_of(self, head: dict[str, Any]) -> tuple[Any, list[str]]:
        """The provider's key that a token names, or its only one; and the ways to sign with such a key."""
        with get_adapter().get_requests_session() as session:
            shown = session.get(self.openid_config["jwks_uri"])
            shown.raise_for_status()
        keys = [each for each in jwt.PyJWKSet.from_dict(shown.json()).keys if each.key_type in SIGNED_BY]
        named = [each for each in keys if "kid" not in head or each.key_id == head["kid"]]
        if len(named) != 1:
            raise Distrusted(f"{len(named)} keys of the provider’s are what the ID token may be signed by")
        return named[0].key, SIGNED_BY[str(named[0].key_type)]

    @property
    def _issuer(self) -> str:
        return str(self.get_provider().app.settings["issuer"])


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    """One provider of `SMEATON_OIDC`. What a link to it says adds nothing to what it is asked."""

    oauth2_adapter_class = OpenID

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Where to go afterwards, and nothing else; it is always to sign in, never to join an account."""
        asked: dict[str, Any] = super().get_redirect_from_request_kwargs(request)
        kept = {name: value for name, value in asked.items() if name == "next_url"}
        return {**kept, "process": AuthProcess.LOGIN}

    def redirect(self, request: HttpRequest, process: str, **asked: Any) -> HttpResponse:
        """Send the browser there, with a nonce that its session keeps beside the state."""
        nonce = secrets.token_urlsafe(24)
        asked |= {"nonce": nonce, "auth_params": {**self.get_auth_params(), "nonce": nonce}}
        answer: HttpResponse = super().redirect(request, process, **asked)
        return answer

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Who it is at the provider: what was signed, whatever else is said."""
        return str(data["id_token"]["sub"])


class _Back(OAuth2CallbackView):  # type: ignore[misc]
    """Where the provider sends the browser back to."""

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[Any, Any]:
        state, refused = super()._get_state(request, provider)
        if state is not None:
            self.adapter.nonce = state.get("nonce", "")
            self.adapter.answered(request.GET)
        return state, refused


def _asked(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    adapter = OpenID(request, provider_id)
    try:
        answer: HttpResponse = view.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist as error:
        raise Http404("no such provider") from error
    except (OAuth2Error, OSError) as error:  # OSError: it cannot be reached, or not now
        answer = render_authentication_error(request, adapter.get_provider(), exception=error)
    return answer


@require_safe
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider."""
    return _asked(OAuth2LoginView, request, provider_id)


@require_safe
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """And back."""
    return _asked(_Back, request, provider_id)
