"""Addresses of the pages that cross stages."""

from django.urls import path

from smeaton.apps.home.views import briefs, departments, places, signing_in

app_name = "home"
urlpatterns = [
    path("", signing_in.start, name="start"),
    path("sign-in/", signing_in.SignIn.as_view(), name="sign-in"),
    path("sign-in/as/<int:person_id>/", signing_in.be_somebody, name="be-somebody"),
    path("sign-out/", signing_in.SignOut.as_view(), name="sign-out"),
    path("places/<slug:place>/", places.place_page, name="place"),
    path("places/<slug:place>/briefs/", briefs.pack, name="briefs"),
    path("places/<slug:place>/departments/<int:urn>/", departments.department_page, name="department"),
    path("places/<slug:place>/departments/<int:urn>/brief/", briefs.brief, name="brief"),
]
