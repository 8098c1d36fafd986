"""Writes of support, each atomic and recorded: the catalogue and resources, and plan runs."""

from smeaton.apps.support.services.carrying_out import carry_out
from smeaton.apps.support.services.catalogue import (
    CatalogueError,
    add_host,
    add_mentor,
    load_catalogue,
    set_plan_settings,
)
from smeaton.apps.support.services.drawing import draw_pictures
from smeaton.apps.support.services.planning import PlanBusy, cancel, reap, request_plan

__all__ = [
    "CatalogueError",
    "PlanBusy",
    "add_host",
    "add_mentor",
    "cancel",
    "carry_out",
    "draw_pictures",
    "load_catalogue",
    "reap",
    "request_plan",
    "set_plan_settings",
]
