"""Addresses of support."""

from django.urls import path

from smeaton.apps.support.views import money, offers, packages, plans, rules

app_name = "support"
urlpatterns = [
    path("places/<slug:place>/departments/<int:urn>/package/", packages.package, name="package"),
    path("places/<slug:place>/offers/", offers.offers, name="offers"),
    path("places/<slug:place>/plan/", plans.plan, name="plan"),
    path("places/<slug:place>/plan/rules/", rules.rules, name="rules"),
    path("places/<slug:place>/plan/run/", plans.run, name="run"),
    path("places/<slug:place>/plan/runs/<int:run>/", plans.progress, name="progress"),
    path("places/<slug:place>/plan/runs/<int:run>/cancel/", plans.cancel, name="cancel"),
    path("places/<slug:place>/plan/export/", plans.export, name="export"),
    path("places/<slug:place>/money/", money.money, name="money"),
    path("places/<slug:place>/money/export/", money.export, name="money-export"),
    path("places/<slug:place>/money/lines/new/", money.line, name="money-new"),
    path("places/<slug:place>/money/lines/<int:line>/", money.line, name="money-line"),
    path("places/<slug:place>/money/lines/<int:line>/remove/", money.remove, name="money-remove"),
]
