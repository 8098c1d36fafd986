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
from smeaton.apps.support.services.money import LineRefused, remove_line, save_line
from smeaton.apps.support.services.planning import PlanBusy, cancel, reap, request_plan

__all__ = [
    "CatalogueError",
    "LineRefused",
    "PlanBusy",
    "add_host",
    "add_mentor",
    "cancel",
    "carry_out",
    "draw_pictures",
    "load_catalogue",
    "reap",
    "remove_line",
    "request_plan",
    "save_line",
    "set_plan_settings",
]
