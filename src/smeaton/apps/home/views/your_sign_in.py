"""“Your sign-in”: one's ways in, second factors, and where one is signed in."""

from typing import Any, cast

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.views import PasswordSetView, RequestReauthenticationCodeView
from allauth.decorators import rate_limit
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.generic.edit import FormView

from smeaton.apps.home.queries.signing_in import (
    has_second_factor,
    is_demonstration,
    joined_providers,
    open_sessions,
    shown_without_password,
    ways_of,
)
from smeaton.apps.home.services import watching
from smeaton.apps.home.services.signing_in import end_sessions, note_second_factor
from smeaton.apps.home.services.signing_in import forget_provider as forget
from smeaton.apps.home.tasks import send_letters
from smeaton.apps.people.models import User
from smeaton.ui.requests import Request


@require_safe
@login_required
@never_cache
def your_sign_in(request: Request) -> HttpResponse:
    """Every way in that one has, what is missing, and where one is signed in."""
    user = cast("User", request.user)
    return render(
        request,
        "home/sign_in/your_sign_in.html",
        {
            "ways": ways_of(user),
            "address": user.email,
            "sessions": open_sessions(request, user),
            "providers": joined_providers(user),
            "demonstration": is_demonstration(request),
            "needed": request.reach.needs_second_factor(),
        },
    )


@require_safe
@login_required
@never_cache
def second_factor(request: Request) -> HttpResponse:
    """What stands before every other page for somebody whose role needs a second factor."""
    user = cast("User", request.user)
    if has_second_factor(request, user) or not request.reach.needs_second_factor():
        return redirect("home:your-sign-in")
    return render(request, "home/sign_in/second_factor.html", {"ways": ways_of(user)})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def sessions(request: Request) -> HttpResponse:
    """Where one is signed in; a POST ends all the others."""
    user = cast("User", request.user)
    listed = open_sessions(request, user)
    if request.method == "POST":
        others = [one.id for one in listed if not one.current]
        number = end_sessions(reach=request.reach, user=user, ids=others, at=timezone.now())
        words = "You are signed out everywhere else." if number else "You are signed in nowhere else."
        messages.success(request, words)
        return redirect("usersessions_list")
    return render(request, "home/sign_in/sessions.html", {"sessions": listed})


@require_POST
@login_required
def end_session(request: Request, session_id: int) -> HttpResponse:
    """End one session of one's own; 404 for anybody else's."""
    user = cast("User", request.user)
    row = UserSession.objects.filter(user=user, pk=session_id).first()
    if row is None:
        raise Http404
    end_sessions(reach=request.reach, user=user, ids=[row.pk], at=timezone.now())
    if row.session_key == request.session.session_key:
        request.session.flush()
        return redirect("home:sign-in")
    messages.success(request, "That session has ended.")
    return redirect("usersessions_list")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def forget_provider(request: Request, joined: int) -> HttpResponse:
    """Asks whether one means it, then forgets how a provider knows one; 404 for anybody else's."""
    raise_if_reauthentication_required(request, app="allauth.account")
    user = cast("User", request.user)
    found = next((each for each in joined_providers(user) if each.id == joined), None)
    if found is None:
        raise Http404
    if request.method == "POST":
        forget(reach=request.reach, user=user, joined=joined, at=timezone.now())
        messages.success(request, f"{found.name} is forgotten.")
        return redirect("home:your-sign-in")
    return render(request, "home/sign_in/provider_forget.html", {"joined": found})


class JoinApp(ActivateTOTPView):  # type: ignore[misc] # allauth has no types
    """Joins an authenticator app, which has been shown by doing so."""

    template_name = "home/sign_in/app.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it, and count this session as opened with it."""
        answer: HttpResponse = super().form_valid(form)
        note_second_factor(session=self.request.session, name="app")
        return answer


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """Adds a passkey, which has been shown by doing so."""

    template_name = "home/sign_in/passkey.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it, and count this session as opened with it."""
        answer: HttpResponse = super().form_valid(form)
        note_second_factor(session=self.request.session, name="passkey")
        return answer


@method_decorator(login_required, name="dispatch")
@method_decorator(rate_limit(action="change_password"), name="dispatch")
class NewPassword(PasswordSetView):  # type: ignore[misc]
    """Sets a password, the first or another. The old one is asked for, or what else shows who it is."""

    template_name = "home/sign_in/password_new.html"

    def dispatch(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Have it shown first who it is, unless they have just signed in."""
        raise_if_reauthentication_required(request, app="allauth.account")
        return FormView.dispatch(self, request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """With whether the old one is asked for."""
        given: dict[str, Any] = super().get_form_kwargs()
        user = given["user"]
        return given | {"asks": user.has_usable_password() and not shown_without_password(self.request, user)}


class AskForCode(RequestReauthenticationCodeView):  # type: ignore[misc]
    """Has a code sent to one's own address, before something about signing in is changed."""

    template_name = "home/sign_in/confirm_by_code.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Write the letter and have it sent."""
        answer: HttpResponse = super().form_valid(form)
        send_letters.enqueue()
        return answer


class ConfirmByPasskey(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """A passkey again, before something about signing in is changed."""

    template_name = "home/sign_in/confirm_by_passkey.html"

    def form_invalid(self, _form: Any) -> HttpResponse:
        """Say what went wrong where it did."""
        watching.warn(self.request, "wrong passkey", who=watching.login_of(self.request.user))
        messages.error(self.request, "That passkey did not work. Try again, or use another way.")
        return redirect(self.request.get_full_path())
