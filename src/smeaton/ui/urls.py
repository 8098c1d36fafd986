"""Pictures that are fetched when drawn, and the gallery of components."""

from django.urls import path

from smeaton.ui import views

app_name = "ui"
urlpatterns = [
    path("charts/<slug:key>/", views.picture, name="picture"),
    path("components/", views.gallery, name="gallery"),
    path("components/sheet/", views.sheet, name="sheet"),
]
