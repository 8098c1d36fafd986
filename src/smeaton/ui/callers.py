"""From where a request comes."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

UNKNOWN = "an unknown address"


def caller(request: HttpRequest) -> str:
    """The client's address, read past as many web servers of ours as `SMEATON_PROXIES` says and no further.

    What a client writes into `X-Forwarded-For` itself stands further left and is not looked at.
    """
    try:
        return str(get_adapter().get_client_ip(request))
    except (ImproperlyConfigured, PermissionDenied):
        return UNKNOWN
