"""Forms of a page filled in with a small change, for users of the soak who also write."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

MAY_BE_SENT = re.compile(
    r"/me/(name|corrections)/$"
    r"|/priorities/order/$|/package/(wishes|items/\d+)/$|/levels/$"
    r"|/leverage/$|/plan/(rules|calendars)/$|/money/lines/\d+/$|/mentors/\d+/$|/catalogue/offers/[^/]+/$"
    r"|/edit/(start|vignettes|strands/[^/]+)/$|/agreements/\d+/review/$"
)
"""Forms that change something and leave the place whole: nobody loses a role, nothing is sent or removed."""
INITIAL = re.compile(r" [A-Z]\.$")
ACTION = re.compile(r'action="([^"]*)"')


@dataclass
class Form:
    """One form: where it goes, and what stands in its fields."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    prose: set[str] = field(default_factory=set)
    files: bool = False

    def changed(self, letter: str) -> list[tuple[str, str]]:
        """What is sent: a name gets another initial, what is to be said in words is said, all else stays."""
        return [(name, self._changed(name, value, letter)) for name, value in self.fields]

    def _changed(self, name: str, value: str, letter: str) -> str:
        if name == "name":
            return f"{INITIAL.sub('', value)} {letter}."
        return f"Said with {letter}." if name in self.prose and not value.strip() else value


class _Forms(HTMLParser):
    """Reads the forms of one page that are sent by POST."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.forms, self.inside = path, list[Form](), False
        self.select, self.text, self.option = "", "", False
        self.pressed = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside, self.pressed = of.get("method", "get").lower() == "post", False
            if self.inside:
                files = "multipart" in of.get("enctype", "")
                self.forms.append(Form(of.get("action") or self.path, files=files))
        elif not self.inside:
            return
        elif tag == "input":
            self._input(of)
        elif tag == "button" and of.get("name") and not self.pressed:
            self.pressed = True
            self.forms[-1].fields.append((of["name"], of.get("value", "")))
        elif tag == "textarea":
            self.text = of.get("name", "")
            self.forms[-1].prose.add(self.text)
            self.forms[-1].fields.append((self.text, ""))
        elif tag == "select":
            self.select, self.option = of.get("name", ""), False
        elif tag == "option" and self.select and (not self.option or "selected" in of):
            if self.option:
                self.forms[-1].fields.pop()
            self.option = True
            self.forms[-1].fields.append((self.select, of.get("value", "")))

    def _input(self, of: dict[str, str]) -> None:
        kind = of.get("type", "text")
        if kind in ("checkbox", "radio") and "checked" not in of:
            return
        if of.get("name") and kind not in ("file", "submit") and "disabled" not in of:
            self.forms[-1].fields.append((of["name"], of.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self.inside and self.text:
            name, before = self.forms[-1].fields.pop()
            self.forms[-1].fields.append((name, before + data))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.text = ""
        elif tag == "select":
            self.select = ""


def forms_of(path: str, page: str) -> list[Form]:
    """The forms of a page that may be sent as they stand, without files; a page without any is not parsed."""
    if not any(MAY_BE_SENT.search(each) for each in (path, *ACTION.findall(page))):
        return []
    reader = _Forms(path)
    reader.feed(page)
    return [form for form in reader.forms if MAY_BE_SENT.search(form.action) and not form.files]
