"""Addresses of the pages that cross stages."""

from django.urls import path

from smeaton.apps.home.views import (
    briefs,
    departments,
    history,
    holds,
    places,
    record,
    rights,
    signing_in,
    your_sign_in,
)

app_name = "home"
urlpatterns = [
    path("", signing_in.start, name="start"),
    path("sign-in/", signing_in.Address.as_view(), name="sign-in"),
    path("sign-in/as/<int:person_id>/", signing_in.be_somebody, name="be-somebody"),
    path("sign-out/", signing_in.SignOut.as_view(), name="sign-out"),
    path("me/", record.mine, name="my-record"),
    path("me/record.json", record.take_away, {"kind": "json"}, name="my-record-json"),
    path("me/record.xlsx", record.take_away, {"kind": "xlsx"}, name="my-record-xlsx"),
    path("me/name/", record.name, name="my-name"),
    path("me/corrections/", record.correction, name="my-correction"),
    path("me/history/", history.own, name="my-history"),
    path("places/<slug:place>/corrections/", rights.requests, name="corrections"),
    path("places/<slug:place>/corrections/<int:correction>/", rights.answer, name="answer-correction"),
    path("places/<slug:place>/people/<int:person>/history/", history.person, name="person-history"),
    path("places/<slug:place>/people/<int:person>/erase/", rights.erase, name="erase-person"),
    path("places/<slug:place>/people/<int:person>/hold/", holds.hold, name="hold"),
    path("places/<slug:place>/holds/", holds.holds, name="holds"),
    path(
        "places/<slug:place>/people/<int:person>/holds/<int:hold>/lift/",
        holds.lift,
        name="lift-hold",
    ),
    path("places/<slug:place>/people/<int:person>/sign-out/", rights.sign_out, name="sign-out-person"),
    path("your-sign-in/", your_sign_in.your_sign_in, name="your-sign-in"),
    path("your-sign-in/second-factor/", your_sign_in.second_factor, name="second-factor"),
    path("your-sign-in/providers/<int:joined>/forget/", your_sign_in.forget_provider, name="forget-provider"),
    path("your-sign-in/sessions/<int:session_id>/end/", your_sign_in.end_session, name="end-session"),
    path("places/<slug:place>/", places.place_page, name="place"),
    path("places/<slug:place>/briefs/", briefs.pack, name="briefs"),
    path("places/<slug:place>/departments/<int:urn>/", departments.department_page, name="department"),
    path(
        "places/<slug:place>/departments/<int:urn>/history/",
        history.department,
        name="department-history",
    ),
    path("places/<slug:place>/departments/<int:urn>/brief/", briefs.brief, name="brief"),
]
