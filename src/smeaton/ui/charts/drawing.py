"""From a Vega-Lite specification to an SVG that a page under a strict policy may hold."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import vl_convert
from django.utils.crypto import salted_hmac

from smeaton.ui.charts.style import PHONE, WIDE
from smeaton.ui.charts.svg import cleaned

Spec = Mapping[str, Any]
"""A Vega-Lite specification."""

_EDITION = "1"
"""Raised when the way of drawing changes, so that pictures drawn before are drawn anew."""


@dataclass(frozen=True)
class Drawing:
    """What is to be drawn: one specification for wide pages and one for phones, and the words for both.

    `label` is what a screen reader says in place of the picture. The specifications are kept as JSON.
    """

    label: str
    wide: str
    narrow: str

    @classmethod
    def of(cls, label: str, wide: Spec, narrow: Spec) -> Self:
        """The drawing of two specifications."""
        return cls(label, json.dumps(wide, sort_keys=True), json.dumps(narrow, sort_keys=True))

    @cached_property
    def key(self) -> str:
        """32 hexadecimal digits that follow from what is drawn and cannot be guessed from outside."""
        told = json.dumps([_EDITION, self.label, self.wide, self.narrow])
        return salted_hmac("smeaton.ui.charts", told, algorithm="sha256").hexdigest()[:32]

    def svg(self) -> str:
        """Both pictures as markup. The first in a process takes some seconds, others a tenth of one."""
        return "".join(
            f'<div class="smeaton-chart__{name}">{cleaned(_vega(spec), self.label, room.type)}</div>'
            for name, spec, room in (("wide", self.wide, WIDE), ("narrow", self.narrow, PHONE))
        )


def _vega(spec: str) -> str:
    return vl_convert.vegalite_to_svg(spec, vl_version="5.20", allowed_base_urls=[])
