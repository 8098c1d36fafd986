"""Signing in and out, and the page on which somebody starts."""

from typing import Any

from allauth.account.forms import RequestLoginCodeForm
from allauth.account.internal.stagekit import unstash_login
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import ConfirmLoginCodeView, LoginView, RequestLoginCodeView
from allauth.mfa.webauthn.internal import flows
from allauth.mfa.webauthn.views import LoginWebAuthnView
from allauth.socialaccount.adapter import get_adapter as get_provider_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LogoutView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from smeaton.apps.home.queries.signing_in import DEMONSTRATION
from smeaton.apps.home.queries.start import demonstration_only, pages_of, people_to_be
from smeaton.apps.home.services import watching
from smeaton.apps.home.services.signing_in import begin_session, write_unknown
from smeaton.apps.home.tasks import send_letters
from smeaton.apps.people.models import Person, User
from smeaton.ui.requests import Request


class Address(RequestLoginCodeView):  # type: ignore[misc] # allauth has no types
    """One field, the address: a code is sent there. The other ways in stand below it."""

    template_name = "home/sign_in/address.html"

    def form_valid(self, form: RequestLoginCodeForm) -> HttpResponse:
        """Write the letter, to whomever, and have it sent."""
        self.request.letter_to = form.recipient
        if not form.known:
            write_unknown(to=form.recipient, at=timezone.now())
        answer: HttpResponse = super().form_valid(form)
        send_letters.enqueue()
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the providers, and the roles that a demonstration offers."""
        following = get_next_redirect_url(self.request)
        providers = get_provider_adapter().list_providers(self.request)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "people": people_to_be() if _demonstrating() else [],
            "sends": bool(settings.SMTP_URL),
            "next": following,
            "providers": [(one.name, _address_of(one, self.request, following)) for one in providers],
        }

    def _redirect_to_pending_stage(self, _request: HttpRequest, _stage: Any) -> None:
        """Nowhere: whoever has mistyped the address may type it again."""


def _address_of(provider: Any, request: HttpRequest, following: str | None) -> str:
    return str(provider.get_login_url(request, **({"next": following} if following else {})))


class Code(ConfirmLoginCodeView):  # type: ignore[misc]
    """The code from the letter, three tries at most."""

    template_name = "home/sign_in/code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As much is looked up for an address that is not known as for one that is."""
        pending = unstash_login(request, peek=True)
        if pending is not None and pending.user is None:
            for _ in range(2):
                User.objects.filter(pk=0).first()
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the address, against which tries are counted."""
        given: dict[str, Any] = super().get_form_kwargs()
        state = self._process.state
        address, login = state.get("email", ""), state.get("user_id")
        return given | {"address": address, "who": f"login:{login}" if login else watching.mark_of(address)}


class Password(LoginView):  # type: ignore[misc]
    """Address and password, for those who have set one."""

    template_name = "home/sign_in/password.html"

    def get_initial(self) -> dict[str, Any]:
        """The address that a code was asked for, so that it is not typed twice."""
        pending = unstash_login(self.request, peek=True)
        return {"login": pending.email if pending else ""}

    def _redirect_to_pending_stage(self, _request: HttpRequest, _stage: Any) -> None:
        """Nowhere: whoever has asked for a code may still use the password."""


class Passkey(LoginWebAuthnView):  # type: ignore[misc]
    """By a passkey, which is two factors in one: the device, and what unlocks it."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in and go where somebody wanted to go."""
        passkey = form.cleaned_data["credential"]
        pending = Login(user=passkey.user, redirect_url=get_next_redirect_url(self.request))
        answer: HttpResponse = flows.perform_passwordless_login(self.request, passkey, pending)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        """Note it: whose passkey it would have been is not known."""
        watching.warn(self.request, "wrong passkey")
        answer: HttpResponse = super().form_invalid(form)
        return answer

    def _redirect_to_pending_stage(self, _request: HttpRequest, _stage: Any) -> None:
        """Nowhere: whoever has asked for a code may still use a passkey."""


class SignOut(LogoutView):
    """Ends the session (POST only), and has the browser let go of what it may have kept of the site."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Cookies are left out: the header would clear those of every site under the same domain."""
        answer: HttpResponse = super().post(request, *args, **kwargs)
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer


def _demonstrating() -> bool:
    """Whether this is a demonstration: it says so itself, and holds no real programme whatever it says."""
    return bool(settings.DEMO) and demonstration_only()


@require_POST
def be_somebody(request: HttpRequest, person_id: int) -> HttpResponse:
    """Sign in as one of the demonstration's people. There is no such address outside a demonstration."""
    if not _demonstrating():
        raise Http404
    person = get_object_or_404(Person.objects.select_related("user"), pk=person_id, user__isnull=False)
    login(request, person.user)
    begin_session(session=request.session, at=timezone.now(), second_factor=DEMONSTRATION)
    UserSession.objects.create_from_request(request)
    return redirect("home:start")


@require_safe
@login_required
def start(request: Request) -> HttpResponse:
    """Go straight to the one page that is this person's, or list the pages that are."""
    pages = pages_of(request.reach)
    if len(pages) == 1:
        return redirect(pages[0].url)
    return render(request, "home/start.html", {"pages": pages})
