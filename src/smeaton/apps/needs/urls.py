"""Addresses of the pages about needs."""

from django.urls import path

from smeaton.apps.needs.views import (
    answering,
    answering_pages,
    importing,
    instruments,
    instruments_editing,
    instruments_strands,
    matrix,
    moderation,
    one_page,
    paper,
    priorities,
    strands,
    unsubscribe,
)

app_name = "needs"

ONE = "places/<slug:place>/instruments/<slug:key>/<int:version>"
STRAND = f"{ONE}/edit/strands/<slug:strand>"

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
    path("places/<slug:place>/waves/<int:wave>/import/", importing.upload, name="import"),
    path("places/<slug:place>/waves/<int:wave>/import/<int:survey>/", importing.done, name="import-done"),
    path(
        "places/<slug:place>/waves/<int:wave>/import/<int:survey>/columns/",
        importing.columns,
        name="import-columns",
    ),
    path(
        "places/<slug:place>/waves/<int:wave>/import/<int:survey>/answers/",
        importing.answers,
        name="import-answers",
    ),
    path(
        "places/<slug:place>/waves/<int:wave>/import/<int:survey>/preview/",
        importing.preview,
        name="import-preview",
    ),
    path(
        "places/<slug:place>/waves/<int:wave>/import/<int:survey>/left-out.csv",
        importing.left_out,
        name="import-left-out",
    ),
    path(
        "places/<slug:place>/waves/<int:wave>/import/<int:survey>/discard/",
        importing.discard,
        name="import-discard",
    ),
    path("places/<slug:place>/needs/<slug:strand>/", strands.strand, name="strand"),
    path("no-reminders/<str:token>/", unsubscribe.no_reminders, name="no-reminders"),
    path("places/<slug:place>/priorities/", priorities.of_place, name="place-priorities"),
    path("places/<slug:place>/leverage/", moderation.leverage, name="leverage"),
    path("places/<slug:place>/departments/<int:urn>/priorities/", priorities.priorities, name="priorities"),
    path("places/<slug:place>/departments/<int:urn>/priorities/order/", priorities.order, name="order"),
    path("places/<slug:place>/departments/<int:urn>/priorities/drop/", priorities.drop, name="drop"),
    path(
        "places/<slug:place>/departments/<int:urn>/priorities/<int:number>/confirm/",
        priorities.confirm,
        name="confirm",
    ),
    path("places/<slug:place>/departments/<int:urn>/levels/", moderation.levels, name="moderation"),
    path("places/<slug:place>/departments/<int:urn>/one-page/", one_page.sheet, name="one-pager"),
    path("places/<slug:place>/departments/<int:urn>/one-page/pdf/", one_page.pdf, name="one-pager-pdf"),
    path("answer/", answering_pages.parts, name="answer-list"),
    path("answer/part/<str:part>/", answering_pages.part, name="answer-part"),
    path("answer/check/", answering_pages.check, name="answer-check"),
    path("answer/finished/", answering_pages.finished, name="answer-finished"),
    path("answer/stop/", answering.stop, name="answer-stop"),
    path("answer/stopped/", answering.stopped, name="answer-stopped"),
    path("answer/<str:token>/", answering.link, name="answer"),
    path("places/<slug:place>/instruments/", instruments.listed, name="instruments"),
    path("places/<slug:place>/instruments/import/", instruments_editing.imported, name="instrument-import"),
    path(f"{ONE}/", instruments.shown, name="instrument"),
    path(f"{ONE}/export/", instruments.exported, name="instrument-export"),
    path(f"{ONE}/compare/", instruments.compared, name="instrument-compare"),
    path(f"{ONE}/copy/", instruments_editing.copied, name="instrument-copy"),
    path(f"{ONE}/edit/", instruments_editing.edited, name="instrument-edit"),
    path(f"{ONE}/edit/start/", instruments_editing.start, name="instrument-start"),
    path(f"{ONE}/edit/vignettes/", instruments_editing.vignettes, name="instrument-vignettes"),
    path(f"{ONE}/edit/check/", instruments_editing.check, name="instrument-check"),
    path(f"{ONE}/edit/discard/", instruments_editing.discarded, name="instrument-discard"),
    path(f"{ONE}/edit/add/", instruments_strands.strand_added, name="instrument-strand-add"),
    path(f"{ONE}/edit/strands/<slug:strand>/", instruments_strands.strand, name="instrument-strand"),
    path(f"{STRAND}/remove/", instruments_strands.strand_removed, name="instrument-strand-remove"),
]
