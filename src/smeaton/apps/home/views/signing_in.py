"""Signing in and out, and the page on which somebody starts."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from smeaton.apps.home.forms.signing_in import SignInForm
from smeaton.apps.home.queries.start import demonstration_only, pages_of, people_to_be
from smeaton.apps.people.models import Person
from smeaton.ui.requests import Request


class SignIn(LoginView):
    """By email address and password; in a demonstration also by taking on one of its roles."""

    template_name = "home/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True
    http_method_names = ["get", "head", "post"]

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add the roles that a demonstration offers."""
        return super().get_context_data(**kwargs) | {"people": people_to_be() if _demonstrating() else []}


class SignOut(LogoutView):
    """Ends the session (POST only)."""


def _demonstrating() -> bool:
    """Whether this is a demonstration: it says so itself, and holds no real programme whatever it says."""
    return bool(settings.DEMO) and demonstration_only()


@require_POST
def be_somebody(request: HttpRequest, person_id: int) -> HttpResponse:
    """Sign in as one of the demonstration's people. There is no such address outside a demonstration."""
    if not _demonstrating():
        raise Http404
    person = get_object_or_404(Person.objects.select_related("user"), pk=person_id, user__isnull=False)
    login(request, person.user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("home:start")


@require_safe
@login_required
def start(request: Request) -> HttpResponse:
    """Go straight to the one page that is this person's, or list the pages that are."""
    pages = pages_of(request.reach)
    if len(pages) == 1:
        return redirect(pages[0].url)
    return render(request, "home/start.html", {"pages": pages})
