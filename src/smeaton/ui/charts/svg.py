"""Clean the SVG that Vega writes: small, without styles or scripts, with one label for all of it."""

import re
from xml.etree import ElementTree as ET

SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_KEPT = frozenset(
    {"svg", "g", "path", "text", "tspan", "line", "rect", "circle", "defs", "clipPath", "title"}
)
_DROPPED_ATTRIBUTES = frozenset(
    {"class", "style", "id", "role", "cursor", "pointer-events", "aria-hidden", "aria-label", "version"}
)
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_STYLE = re.compile(r"\s*([a-z-]+)\s*:\s*([^;]+?)\s*(?:;|$)")
_DEFAULTS = {
    "stroke-miterlimit": "10",
    "fill-opacity": "1",
    "stroke-opacity": "1",
    "opacity": "1",
    "stroke-width": "1",
    "font-weight": "normal",
    "text-anchor": "start",
    "x2": "0",
    "y2": "0",
}
_FONT = "Arial, Helvetica, sans-serif"


def cleaned(svg: str, label: str, type_size: int = 13) -> str:
    """The picture as one `<svg role="img">` named `label`, to stand inside an HTML page.

    `type_size` is the size that most of its text has, in pixels of the picture.

    Styles become presentation attributes, inner ARIA roles, classes and hidden things go, numbers are
    rounded to a tenth of a pixel, and nothing but shapes and text is let through. Raises
    `xml.etree.ElementTree.ParseError` where `svg` is not XML.
    """
    ET.register_namespace("", SVG)
    root = ET.fromstring(svg)  # noqa: S314 - written by our own renderer, not by a visitor
    _clean(root, f"{type_size}px")
    box = root.get("viewBox", "")
    root.attrib.clear()
    root.attrib.update(
        {
            "viewBox": box,
            "role": "img",
            "aria-label": label,
            "focusable": "false",
            "font-family": _FONT,
            "font-size": str(type_size),
        }
    )
    text = ET.tostring(root, encoding="unicode", short_empty_elements=True)
    return text.replace(f' xmlns="{SVG}"', "", 1).replace(" />", "/>")


def _clean(element: ET.Element, usual: str) -> None:
    """Clean what an element holds, leaving out what draws nothing and groups that say nothing."""
    kept: list[ET.Element] = []
    for child in element:
        name = child.tag.removeprefix(f"{{{SVG}}}")
        if name not in _KEPT:
            continue
        _clean_attributes(child, usual)
        if _invisible(child, name):
            continue
        _clean(child, usual)
        if name == "g" and not child.attrib:
            kept.extend(child)
        elif name != "g" or len(child):
            kept.append(child)
    element[:] = kept


def _invisible(element: ET.Element, name: str) -> bool:
    """Whether an element draws nothing: Vega's backgrounds and empty labels. Its groups fill with none."""
    if name == "text":
        return not "".join(element.itertext()).strip() or element.get("opacity") == "0"
    if name == "path":
        nothing = all(element.get(paint, "none") in ("none", "transparent") for paint in ("fill", "stroke"))
        return nothing or not element.get("d") or element.get("opacity") == "0"
    if name == "rect":
        return element.get("fill") in ("none", "transparent") and element.get("stroke") in (None, "none")
    return False


def _clean_attributes(element: ET.Element, usual: str) -> None:
    for name, value in _STYLE.findall(element.get("style", "")):
        element.set(name, value)
    for name, value in list(element.attrib.items()):
        if (
            name in _DROPPED_ATTRIBUTES
            or name.startswith(("aria-", "on", f"{{{_XLINK}}}", "data-"))
            or name == "href"
            or "url(" in value
            or name == "font-family"
            or _DEFAULTS.get(name) == value
            or (name, value) in (("transform", "translate(0,0)"), ("font-size", usual))
        ):
            del element.attrib[name]
        elif name != "fill":
            element.set(name, _NUMBER.sub(_rounded, value))
    if element.tag.endswith("text") and element.get("stroke"):
        element.set("paint-order", "stroke")  # the outline is a halo behind the letters
        element.set("stroke-linejoin", "round")


def _rounded(match: re.Match[str]) -> str:
    text = f"{float(match[0]):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
