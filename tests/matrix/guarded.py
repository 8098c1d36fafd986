"""What every answer has to have, whoever asked and whatever became of it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings

RULES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
)
RULES += ("form-action 'self'", "frame-ancestors 'none'")
ITS_OWN_STYLES = {"needs:letter-html"}
"""A letter as a mail program shows it has its styles in its tags; scripts are forbidden there altogether."""
INLINE = re.compile(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|<[^>]*\son\w+\s*=|javascript:", re.IGNORECASE)
ELSEWHERE = re.compile(
    r"""\b(?:src|srcset|href|action|formaction|poster|data|hx-\w+)\s*=\s*["']?\s*(?:https?:)?//""",
    re.IGNORECASE,
)


BEGINS = {
    "text/html": rb"\s*<",
    "application/json": rb"[\[{]",
    "application/pdf": rb"%PDF-",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": rb"PK\x03\x04",
    "application/yaml": rb"[\w#\"-]",
    "text/csv": rb"[^<]",
}
"""Every kind of answer that there is, with what its content begins with; another kind is a fault."""
IN_UTF_8 = re.compile(r"(text/|application/yaml|.*[/+]xml).*")


def of_its_type(answer: Any) -> Iterator[str]:
    """What is amiss with the kind that an answer with a body says it is of, and with its charset."""
    if not answer.content:
        return
    kind, _, charset = answer.headers.get("Content-Type", "none").partition("; ")
    if kind not in BEGINS or not re.match(BEGINS[kind], answer.content):
        yield f"not of its type: {kind}"
    if IN_UTF_8.fullmatch(kind):
        if charset.lower() != "charset=utf-8":
            yield f"no charset: {kind} {charset}"
        answer.content.decode("utf-8")
    if kind == "application/json":
        json.loads(answer.content)


def faults(name: str, answer: Any) -> Iterator[str]:
    """What is amiss with an answer of the address of that name; nothing where all is well."""
    for header in settings.ALWAYS:
        if header not in answer.headers:
            yield f"no {header}"
    if "no-store" not in answer.headers["Cache-Control"]:
        yield f"kept in caches: {answer.headers['Cache-Control']}"
    yield from of_its_type(answer)
    policy = answer.headers["Content-Security-Policy"]
    if name in ITS_OWN_STYLES and answer.status_code == 200:
        if "script-src 'none'" not in policy:
            yield "a letter may run scripts"
        return
    for rule in RULES:
        if rule not in policy:
            yield f"the policy lacks {rule}"
    if "unsafe" in policy:
        yield f"the policy allows {policy}"
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        page = answer.content.decode()
        yield from (f"inline: {found[:60]}" for found in INLINE.findall(page))
        yield from (f"another host: {found[:60]}" for found in ELSEWHERE.findall(page))
