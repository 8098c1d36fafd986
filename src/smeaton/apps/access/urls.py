"""Addresses of access."""

from django.urls import path

from smeaton.apps.access.views import agreements

app_name = "access"
urlpatterns = [
    path("places/<slug:place>/agreements/", agreements.agreements, name="agreements"),
    path("agreements/<int:agreement>/", agreements.agreement, name="agreement"),
    path("agreements/<int:agreement>/sign/", agreements.sign, name="agreement-sign"),
    path("agreements/<int:agreement>/withdraw/", agreements.withdraw, name="agreement-withdraw"),
    path("agreements/<int:agreement>/review/", agreements.review, name="agreement-review"),
]
