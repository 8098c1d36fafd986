"""The address of every page, stage by stage."""

from django.urls import include, path

urlpatterns = [
    path("", include("smeaton.ui.urls")),
    path("", include("smeaton.apps.support.urls")),
    path("", include("smeaton.apps.needs.urls")),
    path("", include("smeaton.apps.access.urls")),
    path("", include("smeaton.apps.home.urls")),
]
