"""What is asked between an address that was proved and a session."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from smeaton.project.sign_in.claims import claims_of


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc] # allauth has no types
    """Whoever has a second factor shows it, unless a provider that is believed says that it has asked."""

    def _should_handle(self, request: HttpRequest) -> bool:
        provider = (self.login.signal_kwargs or {}).get("sociallogin")
        if provider is not None and claims_of(provider).second_factor:
            return False
        return bool(super()._should_handle(request))
