"""The look of letters: their tags, and the styles that each carries."""

import re

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


def with_styles(html: str) -> str:
    """The letter with its styles in the tags themselves: mail programs keep no others reliably."""
    return _TAG.sub(lambda found: f'<{found[1]} style="{_STYLES[found[1]]}"', html)
