"""Addresses of the pages about people and agreements: who is in, inviting, joining, seeing, signing."""

from django.urls import path

from smeaton.apps.access.views import (
    agreements,
    ending,
    inviting,
    joining,
    people,
    seeing,
    staff_lists,
    vouching,
)

_PLACE = "places/<slug:place>/"
_TRUST = f"{_PLACE}trusts/<int:trust>/"
_SCHOOL = f"{_PLACE}schools/<int:urn>/"

app_name = "access"
urlpatterns = [
    path("join/<str:token>/", joining.join, name="join"),
    path("seeing/stop/", seeing.stop, name="stop-seeing"),
    path(f"{_PLACE}people/", people.people, name="people"),
    path(f"{_TRUST}people/", people.people, name="trust-people"),
    path(f"{_SCHOOL}people/", people.people, name="school-people"),
    path(f"{_PLACE}people/invite/", inviting.invite_one, name="invite"),
    path(f"{_TRUST}people/invite/", inviting.invite_one, name="trust-invite"),
    path(f"{_SCHOOL}people/invite/", inviting.invite_one, name="school-invite"),
    path(f"{_SCHOOL}invite/", inviting.invite_whole_school, name="invite-school"),
    path(f"{_PLACE}people/invitations/send/", inviting.send, name="send-invitations"),
    path(
        f"{_PLACE}people/invitations/<int:invitation>/withdraw/",
        inviting.withdraw,
        name="withdraw-invitation",
    ),
    path(f"{_PLACE}people/roles/<int:grant>/end/", ending.end, name="end-role"),
    path(f"{_PLACE}people/roles/vouch/", vouching.vouch, name="vouch"),
    path(f"{_PLACE}people/<int:person>/see-as/", seeing.see_as, name="see-as"),
    path(f"{_TRUST}people/list/", staff_lists.upload, name="trust-staff-list"),
    path(f"{_SCHOOL}people/list/", staff_lists.upload, name="school-staff-list"),
    path(f"{_TRUST}people/list/<int:staff_list>/", staff_lists.look, name="trust-staff-list-look"),
    path(f"{_SCHOOL}people/list/<int:staff_list>/", staff_lists.look, name="school-staff-list-look"),
    path("places/<slug:place>/agreements/", agreements.agreements, name="agreements"),
    path("agreements/<int:agreement>/", agreements.agreement, name="agreement"),
    path("agreements/<int:agreement>/sign/", agreements.sign, name="agreement-sign"),
    path("agreements/<int:agreement>/withdraw/", agreements.withdraw, name="agreement-withdraw"),
    path("agreements/<int:agreement>/review/", agreements.review, name="agreement-review"),
]
