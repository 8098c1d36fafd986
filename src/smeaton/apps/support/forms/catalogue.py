"""The form of one offer, and the form that takes a workbook."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import slugify

from smeaton.apps.support.forms.figures import figure, pounds, words
from smeaton.apps.support.models import Depth, Mode, Part, Reaches
from smeaton.apps.support.queries.catalogue import ComesAfter, Known, LedBy, OfferEntry
from smeaton.engine.support.balance import MECHANISMS
from smeaton.ui.forms import upload_field

LARGEST = 10 << 20
_FACILITATORS, _FIRSTS = 3, 2
_NONE = [("", "nothing")]
_GIVES = [(f"{part.value} {depth.value}", f"{part.label}, {depth.label}") for part in Part for depth in Depth]


@dataclass(frozen=True)
class Section:
    """A part of the form: its title, a hint, and its fields."""

    title: str
    hint: str
    fields: tuple[forms.BoundField, ...]


def _choice(label: str, choices: list[tuple[str, str]], **kwargs: Any) -> forms.ChoiceField:
    said = {"required": f"{label}: choose one", "invalid_choice": f"{label}: choose from what is listed"}
    return forms.ChoiceField(label=label, choices=choices, error_messages=said, **kwargs)


def _several(label: str, choices: list[tuple[str, str]], hint: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        help_text=hint,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": f"{label}: choose from what is listed"},
    )


class OfferForm(forms.Form):
    """Everything about one offer. `entry` is the offer as it is, None for a new one."""

    name = words("Name", "Enter a name, like Recall that lasts", most=120, width=20)
    summary = forms.CharField(
        label="Summary",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 400}),
        error_messages={
            "required": "Enter a sentence or two that say what it is",
            "max_length": "Summary: enter at most 400 characters",
        },
    )
    audience = words("Who comes", "Enter who comes, like two teachers of a department", most=120)
    provider = words("Provider", "Enter who provides it, like research school", most=120)
    mode = _choice("Kind", [(mode.value, str(mode.label)) for mode in Mode])
    reaches = _choice(
        "Reaches",
        [(each.value, str(each.label)) for each in Reaches],
        help_text="Whom one place serves: the person, or the whole department through that person.",
    )
    hosted = forms.BooleanField(label="It is held at a host of the place", required=False)
    evening = forms.BooleanField(label="It is in the evening", required=False)
    sessions = figure("Sessions", "Sessions: enter a number", "0 where people go at their own pace.", most=60)
    spacing_days = figure(
        "Days between sessions",
        "Days between sessions: enter a number",
        "At least so many; 28 are four weeks.",
        most=365,
    )
    hours = figure("Hours a person", "Hours a person: enter a number", most=999, places=1)
    release_days = figure(
        "Release days a person", "Release days a person: enter a number, 0 for none", most=60, places=2
    )
    run_cost = pounds("Cost of a run in pounds", "840", "Facilitators, rooms and materials.", most=500_000)
    seat_cost = pounds("Cost of a place in pounds", "28", most=100_000)
    seats_min = figure("Least places a run", "Least places a run: enter a number", most=2_000)
    seats_max = figure(
        "Most places a run", "Most places: enter a number", "Empty: no limit.", most=2_000, required=False
    )
    per_department_max = figure(
        "Most places a department", "Most places a department: enter a number", most=200
    )

    def __init__(self, *args: Any, known: Known, entry: OfferEntry | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"initial": _initial(entry)}))
        self._known, self._entry = known, entry
        self.fields["venues"] = _several(
            "Venues",
            [(str(urn), name) for urn, name in known.hosts.items()],
            "Hosts that can hold it. None ticked: every host can.",
        )
        for strand, title in known.strands.items():
            self.fields[f"gives_{strand}"] = _choice(title, _NONE + _GIVES, required=False)
        self.fields["mechanisms"] = _several(
            "Mechanisms as designed",
            [(code, f"{code} {words}") for code, words in MECHANISMS.items()],
            "Of the EEF’s 14. D1 to D4 embed practice.",
        )
        self._led = max(_FACILITATORS, len(entry.facilitators or ()) + 1 if entry else 0)
        for n in range(1, self._led + 1):
            self.fields[f"role_{n}"] = _optional(f"Role of facilitator {n}", 80)
            self.fields[f"by_{n}"] = _optional(f"School or provider of facilitator {n}", 120)
            self.fields[f"days_{n}"] = figure(
                f"Days of facilitator {n} a run",
                f"Days of facilitator {n}: enter a number",
                most=99,
                places=1,
                required=False,
            )
        others = [(key, name) for key, name in known.offers.items() if entry is None or key != entry.key]
        self._firsts = max(_FIRSTS, len(entry.after or ()) + 1 if entry else 0)
        for n in range(1, self._firsts + 1):
            self.fields[f"first_{n}"] = _choice(f"Comes after ({n})", _NONE + others, required=False)
            self.fields[f"between_{n}"] = figure(
                f"Days between ({n})",
                f"Days between ({n}): enter a number",
                most=365,
                required=False,
            )

    def sections(self) -> Iterator[Section]:
        """The fields in groups, in the order of the page."""
        strands = [f"gives_{strand}" for strand in self._known.strands]
        led = [f"{kind}_{n}" for n in range(1, self._led + 1) for kind in ("role", "by", "days")]
        firsts = [f"{kind}_{n}" for n in range(1, self._firsts + 1) for kind in ("first", "between")]
        for title, hint, names in (
            ("What it is", "", ["name", "summary", "audience", "provider", "mode", "reaches"]),
            ("When and where", "", ["hosted", "venues", "evening", "sessions", "spacing_days"]),
            ("Time and money", "Costs are your own.", ["hours", "release_days", "run_cost", "seat_cost"]),
            ("Places", "", ["seats_min", "seats_max", "per_department_max"]),
            ("What it gives each strand", "Main: what it is for. Also: what it touches.", strands),
            ("How it works", "", ["mechanisms"]),
            ("Who leads it", "By role and school or provider, never with a person’s name.", led),
            ("What comes before it", "Who goes has been to these, or goes to them first.", firsts),
        ):
            yield Section(title, hint, tuple(self[name] for name in names))

    def entry(self) -> OfferEntry:
        """What was entered. Only once the form is valid."""
        given, kept = self.cleaned_data, self._entry
        key = kept.key if kept else _new_key(given["name"], self._known)
        firsts = {
            given[f"first_{n}"]: int(given[f"between_{n}"] or 0)
            for n in range(1, self._firsts + 1)
            if given[f"first_{n}"]
        }
        simple: dict[str, Any] = {
            name: given[name]
            for name in ("name", "summary", "audience", "provider", "mode", "reaches", "hosted", "evening")
        }
        simple |= {
            name: int(given[name]) for name in ("sessions", "spacing_days", "seats_min", "per_department_max")
        }
        simple |= {name: round(given[name], 2) for name in ("release_days", "run_cost", "seat_cost")}
        return OfferEntry(
            key=key,
            **simple,
            seats_max=None if given["seats_max"] is None else int(given["seats_max"]),
            hours=round(given["hours"], 1),
            venues=tuple(sorted(int(urn) for urn in given["venues"])),
            mechanisms=tuple(sorted(given["mechanisms"])),
            in_use=kept.in_use if kept else True,
            gives={
                strand: (chosen.split()[0], chosen.split()[1])
                for strand in self._known.strands
                if (chosen := given[f"gives_{strand}"])
            },
            facilitators=tuple(
                LedBy(role, given[f"by_{n}"].strip(), round(given[f"days_{n}"] or Decimal(0), 1))
                for n in range(1, self._led + 1)
                if (role := given[f"role_{n}"].strip()) or given[f"by_{n}"].strip()
            ),
            after=tuple(sorted((ComesAfter(key, days) for key, days in firsts.items()), key=str)),
        )

    def field_of(self, name: str) -> str | None:
        """The form's field that a mistake in a field of the entry is shown at."""
        first = {"gives": "gives_", "facilitators": "role_1", "after": "first_1", "key": "name"}.get(
            name, name
        )
        return next((each for each in self.fields if each.startswith(first)), None)


def _optional(label: str, most: int) -> forms.CharField:
    field = words(label, f"{label}: enter it", most=most)
    field.required = False
    return field


def _new_key(name: str, known: Known) -> str:
    base = slugify(name)[:55].strip("-") or "offer"
    free = (base, *(f"{base}-{n}" for n in range(2, 1_000)))
    return next((key for key in free if key not in known.offers), base)


def _initial(entry: OfferEntry | None) -> dict[str, Any]:
    if entry is None:
        return {"spacing_days": 0, "sessions": 1, "release_days": 0, "hosted": True}
    plain = {
        name: f"{value.normalize():f}" if isinstance(value, Decimal) else value
        for name in OfferEntry.__dataclass_fields__
        if not isinstance(value := getattr(entry, name), tuple | dict)
    }
    plain |= {"venues": [str(urn) for urn in entry.venues], "mechanisms": list(entry.mechanisms)}
    plain |= {f"gives_{strand}": " ".join(given) for strand, given in entry.gives.items()}
    for n, row in enumerate(entry.facilitators or (), start=1):
        days = f"{row.days.normalize():f}"
        plain |= {f"role_{n}": row.role, f"by_{n}": row.provider, f"days_{n}": days}
    for n, first in enumerate(entry.after or (), start=1):
        plain |= {f"first_{n}": first.key, f"between_{n}": first.days}
    return plain


class WorkbookForm(forms.Form):
    """A workbook of offers."""

    file = upload_field(
        "The workbook of offers",
        "An Excel workbook (.xlsx), best the one exported here, of 10 MB at most.",
        ".xlsx",
        choose="Choose the workbook of offers",
        empty="Save the workbook again, and choose that",
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """The file, if it is not too large."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is None or file.size > LARGEST:
            raise forms.ValidationError(
                "The file is larger than 10 MB. Export the catalogue, and fill that in"
            )
        return file
