"""Addresses of the pages about needs."""

from django.urls import path

from smeaton.apps.needs.views import matrix, strands

app_name = "needs"

urlpatterns = [
    path("places/<slug:place>/needs/", matrix.place_needs, name="place"),
    path("places/<slug:place>/needs/<slug:strand>/", strands.strand, name="strand"),
]
