"""Build the front-end assets: GOV.UK Frontend without its branding, into src/smeaton/ui/static/ui/built/.

The code of GOV.UK Frontend is MIT; its typeface, crown and crest belong to government services and may not
be used here. This script reads what `npm ci` installed, takes these out, and refuses to finish while any
of them is left. It needs nothing but the standard library.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "node_modules" / "govuk-frontend" / "dist" / "govuk"
TARGET = ROOT / "src" / "smeaton" / "ui" / "static" / "ui" / "built"

_SOURCE_MAP = re.compile(r"(?://|/\*)[#@] sourceMappingURL=[^\n]*")
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_FONT_FACE = re.compile(r"@font-face\s*\{[^{}]*\}")
_BRANDED_RULE = re.compile(r"(?<=[{};])[^{};@]*(?:__crown|copyright-logo|logotype|crest)[^{};@]*\{[^{}]*\}")
_EMPTY_GROUP = re.compile(r"@(?:media|supports)[^{};]*\{\s*\}")
_FORBIDDEN = re.compile(r"GDS Transport|crest|crown|@font-face|sourceMappingURL|(\w+\.|//)gov\.uk", re.I)


def unbranded_css(css: str) -> str:
    """The style sheet without typeface, crown, crest, comments, source map and groups left empty by that."""
    css = _COMMENT.sub("", _SOURCE_MAP.sub("", css))
    css = _FONT_FACE.sub("", css).replace("GDS Transport,", "")
    css = _BRANDED_RULE.sub("", css)
    before = ""
    while before != css:  # groups are nested: an emptied @media may empty the @supports around it
        before, css = css, _EMPTY_GROUP.sub("", css)
    return css.strip() + "\n"


def unbranded_js(script: str) -> str:
    """The script without its source map."""
    return _SOURCE_MAP.sub("", script).strip() + "\n"


def leftovers(text: str) -> list[str]:
    """What may not be there and still is, with a little of its surroundings."""
    return [text[max(0, m.start() - 40) : m.end() + 40] for m in _FORBIDDEN.finditer(text)]


def main() -> int:
    """Write both files; 0 when done, 2 with a sentence when something is missing or left over."""
    files = {
        "govuk-frontend.min.css": unbranded_css,
        "govuk-frontend.min.js": unbranded_js,
    }
    built = {}
    for name, unbranded in files.items():
        try:
            built[name] = unbranded((SOURCE / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            print(f"{SOURCE / name} is missing: run make setup, which installs it.", file=sys.stderr)
            return 2
        if left := leftovers(built[name]):
            print(f"Branding is left in {name}, so it was not written: {left[0]}", file=sys.stderr)
            return 2
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, text in built.items():
        (TARGET / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
