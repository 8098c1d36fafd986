"""Addresses of support."""

from django.urls import path

from smeaton.apps.support.views import (
    comparing,
    happenings,
    mentors,
    money,
    offers,
    packages,
    plans,
    proposals,
    replies,
    rules,
    scenarios,
    signing,
)

app_name = "support"
PACKAGE = "places/<slug:place>/departments/<int:urn>/package/"
urlpatterns = [
    path(PACKAGE, packages.package, name="package"),
    path(f"{PACKAGE}progress/", packages.progress, name="package-progress"),
    path(f"{PACKAGE}versions/<int:number>/", packages.version, name="version"),
    path(f"{PACKAGE}items/<slug:item>/", replies.change, name="change-item"),
    path(f"{PACKAGE}wishes/", replies.wishes, name="wishes"),
    path(f"{PACKAGE}accept/", replies.accept, name="accept"),
    path(f"{PACKAGE}replies/<int:reply>/withdraw/", replies.withdraw, name="withdraw"),
    path(f"{PACKAGE}sign/<slug:party>/", signing.sign, name="sign"),
    path("places/<slug:place>/plan/happened/", happenings.happened, name="happened"),
    path("places/<slug:place>/packages/", proposals.packages, name="packages"),
    path("places/<slug:place>/packages/send/", proposals.send, name="send-proposals"),
    path("places/<slug:place>/packages/<int:urn>/remind/", proposals.remind, name="remind-lead"),
    path("places/<slug:place>/offers/", offers.offers, name="offers"),
    path("places/<slug:place>/plan/", plans.plan, name="plan"),
    path("places/<slug:place>/plan/rules/", rules.rules, name="rules"),
    path("places/<slug:place>/plan/run/", plans.run, name="run"),
    path("places/<slug:place>/plan/runs/<int:run>/", plans.progress, name="progress"),
    path("places/<slug:place>/plan/runs/<int:run>/cancel/", plans.cancel, name="cancel"),
    path("places/<slug:place>/plan/export/", plans.export, name="export"),
    path("places/<slug:place>/scenarios/", scenarios.scenarios, name="scenarios"),
    path("places/<slug:place>/scenarios/<int:scenario>/", comparing.scenario, name="scenario"),
    path("places/<slug:place>/scenarios/<int:scenario>/run/", scenarios.run, name="scenario-run"),
    path(
        "places/<slug:place>/scenarios/<int:scenario>/progress/", scenarios.progress, name="scenario-progress"
    ),
    path("places/<slug:place>/scenarios/<int:scenario>/cancel/", scenarios.cancel, name="scenario-cancel"),
    path("places/<slug:place>/scenarios/<int:scenario>/choose/", comparing.choose, name="scenario-choose"),
    path("places/<slug:place>/scenarios/<int:scenario>/remove/", scenarios.remove, name="scenario-remove"),
    path("places/<slug:place>/mentors/", mentors.mentors, name="mentors"),
    path("places/<slug:place>/mentors/new/", mentors.mentor, name="mentor-new"),
    path("places/<slug:place>/mentors/<int:mentor>/", mentors.mentor, name="mentor"),
    path("places/<slug:place>/mentors/<int:mentor>/out/", mentors.out, name="mentor-out"),
    path("places/<slug:place>/mentors/<int:mentor>/back/", mentors.back, name="mentor-back"),
    path("places/<slug:place>/money/", money.money, name="money"),
    path("places/<slug:place>/money/export/", money.export, name="money-export"),
    path("places/<slug:place>/money/lines/new/", money.line, name="money-new"),
    path("places/<slug:place>/money/lines/<int:line>/", money.line, name="money-line"),
    path("places/<slug:place>/money/lines/<int:line>/remove/", money.remove, name="money-remove"),
]
