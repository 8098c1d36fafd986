"""What an event says in plain English, and where it came from."""

import re
from collections.abc import Iterator, Mapping

_SENTENCES = {
    ("granted", "grant"): "Gave somebody a role",
    ("ended", "grant"): "Ended somebody’s role",
    ("added", "person"): "Added a person",
    ("erased", "person"): "Erased a person",
    ("held", "person"): "Placed a hold on a person’s record",
    ("ended a hold", "person"): "Ended a hold on a person’s record",
    ("corrected the name", "person"): "Corrected their name",
    ("asked for a correction", "person"): "Asked for a correction of their record",
    ("answered a request for correction", "person"): "Answered a request for correction",
    ("set standing", "department"): "Said how far the school has come",
    ("set staffing", "department"): "Said how many staff the department has",
    ("answered", "response"): "Answered part of an audit",
    ("renewed", "secrets"): "Put what is kept under an earlier key under the present one",
    ("sent", "package"): "Sent the support package",
    ("changed", "package"): "Sent a changed support package",
    ("reminded", "package"): "Reminded the lead of the support package",
    ("requested", "plan"): "Asked for a plan",
    ("requested", "re-plan"): "Asked for a plan around what was agreed",
}
_THINGS = {
    "department": "the department",
    "package": "the support package",
    "reply": "a reply to the support package",
    "wave": "an audit",
    "grant": "a role",
    "mentor": "a mentor",
    "host": "a host",
    "agreement": "a data-sharing agreement",
}
_LONGEST = 8
"""More than so many details are not told on a page."""


def sentence(action: str, subject: str) -> str:
    """“Signed as subject lead: the support package.”"""
    if found := _SENTENCES.get((action, subject)):
        return found
    return f"{action[:1].upper()}{action[1:]}: {_THINGS.get(subject, subject)}"


def details(changes: Mapping[str, object]) -> tuple[str, ...]:
    """“standing: invited, taking part”: at most eight, the rest as a number."""
    told = [f"{name}: {text}" for name, text in _flat("", changes) if text not in ("", "None")]
    if len(told) > _LONGEST:
        return (*told[: _LONGEST - 1], f"and {len(told) - _LONGEST + 1} more")
    return tuple(told)


def came_from(origin: str) -> str:
    """“page /places/‹place›/money/”; empty where it was not noted, as it was not in the beginning."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"‹\1›", origin)


def _flat(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _flat(f"{name} {key}".strip().replace("_", " "), each)
    elif isinstance(value, list | tuple) and not any(isinstance(each, list | dict) for each in value):
        yield (
            name,
            ", ".join(str(each) for each in value[:_LONGEST]) + (" …" if len(value) > _LONGEST else ""),
        )
    elif isinstance(value, list | tuple):
        yield name, f"{len(value)} changes"
    elif isinstance(value, bool):
        yield name, "yes" if value else "no"
    else:
        yield name, str(value)
