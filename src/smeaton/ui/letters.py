"""Letters as they are written: from a text and a frame, with the style in every tag.

A letter's text is `NAME.txt`, whose first line is its title, and its HTML `NAME.html`, which extends
`ui/letter.html` (or, where it comes from a programme, `places/mail/letter.html`, which says who writes).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string

_STYLES = {
    "body": "margin:0;background:#ffffff;color:#0b0c0c;font:17px/1.5 Arial,Helvetica,sans-serif",
    "main": "display:block;max-width:600px;margin:0 auto;padding:24px 16px",
    "h1": "font-size:22px;line-height:1.3;margin:0 0 16px",
    "h2": "font-size:17px;margin:24px 0 4px",
    "p": "margin:0 0 16px",
    "ul": "margin:0 0 16px;padding-left:20px",
    "a": "color:#12355b",
    "strong": "display:inline-block;background:#12355b;padding:12px 20px;border-radius:4px",
    "em": "color:#ffffff;font-style:normal;font-weight:bold",
    "small": "display:block;border-top:1px solid #b1b4b6;padding-top:12px;color:#484949;font-size:15px;"
    "overflow-wrap:anywhere",
}
_TAG = re.compile(r"<(" + "|".join(_STYLES) + r")(?=[\s>])")


@dataclass(frozen=True)
class Written:
    """A letter's title, its text and the same as HTML."""

    title: str
    text: str
    html: str


def written(name: str, context: Mapping[str, object], frame: str = "") -> Written:
    """The letter `name` with what stands in it. `frame` is its HTML where that is not `NAME.html`.

    The HTML may also use `title` and `paragraphs`, those of the text.
    """
    title, _, rest = render_to_string(f"{name}.txt", dict(context)).strip().partition("\n")
    text = re.sub(r"\n{3,}", "\n\n", rest).strip()
    words = {**context, "title": title, "paragraphs": text.split("\n\n")}
    return Written(title, f"{text}\n", with_styles(render_to_string(frame or f"{name}.html", words)))


def answered_to(address: str) -> dict[str, str]:
    """The header by which answers go to somebody; none where a mail program could not read the address."""
    return {"Reply-To": address} if address and address.isascii() else {}


def with_styles(html: str) -> str:
    """The letter with its styles in the tags themselves: mail programs keep no others reliably."""
    return _TAG.sub(lambda found: f'<{found[1]} style="{_STYLES[found[1]]}"', html)
