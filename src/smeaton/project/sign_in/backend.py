"""Who signs in with an address and a password."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from smeaton.apps.people.models import User
from smeaton.apps.people.queries import user_with_address


class AddressBackend(AuthenticationBackend):  # type: ignore[misc] # allauth has no types
    """By the one rule of what is the same address; a closed login is as unknown as a wrong password."""

    def get_user(self, user_id: int) -> User | None:
        """The user of a session, with their person: every request asks for both."""
        user = User.objects.select_related("person").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def _authenticate(self, request: Any, **credentials: Any) -> User | None:
        user = user_with_address(credentials.get("email") or "")
        if user is None:
            return None  # the caller hashes the password all the same
        if request is not None:
            request.tried = user  # for the log, which calls a login by its number
        self._did_check_password = True
        return user if user.check_password(credentials.get("password") or "") else None
