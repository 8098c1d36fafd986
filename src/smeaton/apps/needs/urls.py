"""Addresses of the pages about needs."""

from django.urls import path

from smeaton.apps.needs.views import matrix, paper, strands, unsubscribe

app_name = "needs"

urlpatterns = [
    path("places/<slug:place>/needs/", matrix.place_needs, name="place"),
    path(
        "places/<slug:place>/waves/<int:wave>/paper/<int:urn>/<slug:role>/",
        paper.sheets_to_print,
        name="paper",
    ),
    path("places/<slug:place>/waves/<int:wave>/sheets/", paper.choose_pile, name="pile"),
    path("places/<slug:place>/waves/<int:wave>/sheets/<int:urn>/<slug:role>/", paper.sheets, name="sheets"),
    path(
        "places/<slug:place>/waves/<int:wave>/sheets/<int:urn>/<slug:role>/undo/",
        paper.undo_sheet,
        name="undo-sheet",
    ),
    path("places/<slug:place>/needs/<slug:strand>/", strands.strand, name="strand"),
    path("no-reminders/<str:token>/", unsubscribe.no_reminders, name="no-reminders"),
]
