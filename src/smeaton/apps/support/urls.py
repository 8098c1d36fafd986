"""Addresses of support."""

from django.urls import path

from smeaton.apps.support.views import offers, packages, plans

app_name = "support"
urlpatterns = [
    path("places/<slug:place>/departments/<int:urn>/package/", packages.package, name="package"),
    path("places/<slug:place>/offers/", offers.offers, name="offers"),
    path("places/<slug:place>/plan/", plans.plan, name="plan"),
    path("places/<slug:place>/plan/run/", plans.run, name="run"),
    path("places/<slug:place>/plan/runs/<int:run>/", plans.progress, name="progress"),
    path("places/<slug:place>/plan/runs/<int:run>/cancel/", plans.cancel, name="cancel"),
    path("places/<slug:place>/plan/export/", plans.export, name="export"),
]
