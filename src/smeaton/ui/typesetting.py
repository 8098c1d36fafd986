"""Documents typeset by Typst: a template of ours, what it says as data, the PDF kept in files.

What people wrote reaches the template as JSON, never as markup, so that nothing in it is carried out. The
template reads no file: it is compiled in an empty folder, with the fonts that Typst brings and no packages.
"""

import json
import re
import tempfile
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import typst
from django.core.cache import caches
from django.utils.crypto import salted_hmac

from smeaton.ui.charts.store import claim

__all__ = ["Sheet", "claim", "failed", "printable", "typeset_waiting", "wait_for"]

_FAILED = b"failed"
_WAITING_SECONDS = 24 * 3600
_FAILED_SECONDS = 600
_KEPT_SECONDS = 30 * 24 * 3600

_DRAWN = re.compile(
    "[^\n\u0020-\u007e\u00a0-\u017f\u0391-\u03a1\u03a3-\u03c9\u0400-\u045f\u2010-\u2015\u2018-\u201e"
    "\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u2044\u20ac\u2190-\u2193\u2212\u2248\u2260\u2264\u2265]"
)
"""What the embedded text font has no sign for: a PDF for everybody may hold no sign without a shape."""


def printable(text: str) -> str:
    """`text` composed, on one line, with “?” for each sign that the font cannot draw."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return _DRAWN.sub("?", composed)


@dataclass(frozen=True)
class Sheet:
    """A document to be typeset: the template's source, the data it reads (JSON), and its date.

    `made_at`, in seconds since 1970, is the date that the file bears: the same data give the same bytes.
    """

    template: str
    data: str
    made_at: int

    @classmethod
    def of(cls, template: str, data: dict[str, Any], made_at: int) -> Self:
        """The document of these data; every text in them is made printable."""
        return cls(template, json.dumps(_printable(data), sort_keys=True), made_at)

    @cached_property
    def key(self) -> str:
        """32 hexadecimal digits that follow from what is typeset and cannot be guessed from outside."""
        told = json.dumps([self.template, self.data, self.made_at])
        return salted_hmac("smeaton.ui.typesetting", told, algorithm="sha256").hexdigest()[:32]

    @property
    def kept(self) -> bytes | None:
        """The PDF, or None while it is not made."""
        found = caches["charts"].get(f"pdf:{self.key}")
        return found if isinstance(found, bytes) and found != _FAILED else None

    def pdf(self) -> bytes:
        """Typeset it now: tagged, checked by Typst against PDF/UA-1. The first in a process takes a second.

        `typst.TypstError` where the template is wrong, or a picture has no words.
        """
        with tempfile.TemporaryDirectory() as empty:
            compiler = typst.Compiler(
                self.template.encode(),
                root=empty,
                ignore_system_fonts=True,
                sys_inputs={"data": self.data},
                package_path=empty,
                package_cache_path=empty,
            )
            made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=self.made_at)
        assert isinstance(made, bytes)  # noqa: S101 - one file without `output`
        return made


def wait_for(sheet: Sheet) -> None:
    """Put a document among those that wait, so that its key is enough to have it typeset."""
    caches["charts"].set(f"pdf-waiting:{sheet.key}", sheet, _WAITING_SECONDS)


def failed(sheet: Sheet) -> bool:
    """Whether typesetting was tried within the last minutes and did not work."""
    return bool(caches["charts"].get(f"pdf:{sheet.key}") == _FAILED)


def typeset_waiting(key: str) -> None:
    """Typeset what waits under this key; nothing where it no longer waits or is made already."""
    sheet = caches["charts"].get(f"pdf-waiting:{key}")
    if not isinstance(sheet, Sheet) or sheet.kept is not None:
        return
    try:
        caches["charts"].set(f"pdf:{key}", sheet.pdf(), _KEPT_SECONDS)
    except Exception:
        caches["charts"].set(f"pdf:{key}", _FAILED, _FAILED_SECONDS)
        raise


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _printable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(each) for each in value]
    return value
