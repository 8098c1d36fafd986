"""Forms that change a draft of an audit."""

from collections.abc import Sequence
from typing import Any

from django import forms

from smeaton.engine.needs.instrument import LEVELS, ROLES, Instrument, Item, Strand
from smeaton.engine.needs.instrument_checking import MOST_MINUTES
from smeaton.engine.needs.instrument_editing import ItemText, StrandText
from smeaton.engine.needs.instrument_reading import LONGEST, VIGNETTES
from smeaton.engine.needs.instrument_yaml import LARGEST

WHO = {"lead": "Leads", "teacher": "Teachers", "technician": "Technicians"}


def words(
    label: str, name: str, longest: int, *, rows: int = 1, required: bool = True, help_text: str = ""
) -> forms.CharField:
    """A field for a text: `name` as in “Enter a title”."""
    widget: forms.Widget = forms.Textarea(attrs={"rows": str(rows)}) if rows > 1 else forms.TextInput()
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=longest,
        widget=widget,
        error_messages={
            "required": f"Enter {name}",
            "max_length": f"{label} must have %(limit_value)d characters or fewer; it has %(show_value)d",
            "null_characters_not_allowed": f"{label} has a character that cannot be printed",
        },
    )


class EditsForm(forms.Form):
    """Says which state of a draft somebody looked at."""

    edits = forms.IntegerField(
        widget=forms.HiddenInput(),
        error_messages={"required": "Open this page again", "invalid": "Open this page again"},
    )


class CopyForm(forms.Form):
    """What the copy is to be."""

    own = forms.ChoiceField(
        label="What will the copy be?",
        choices=[
            ("next", "The next version of the same audit: answers can be compared on what stays the same"),
            ("own", "A new audit of our own"),
        ],
        initial="next",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what the copy will be",
            "invalid_choice": "Choose one of the two listed",
        },
    )
    title = words("Title of the copy", "a title for the copy", LONGEST["title"])


class ImportForm(forms.Form):
    """A file with an audit."""

    file = forms.FileField(
        label="The audit's file",
        help_text="A YAML text, such as one that was exported from Smeaton. At most 256 kB.",
        allow_empty_file=False,
        error_messages={
            "required": "Choose the file with the audit",
            "empty": "The file is empty. Choose the file with the audit",
            "invalid": "Choose the file again",
            "missing": "Choose the file again",
        },
    )

    def clean_file(self) -> bytes:
        """The file's content; refused by its size before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(f"The file has {file.size:,} bytes; at most {LARGEST:,} are read")
        content: bytes = file.read()
        return content


class StartForm(EditsForm):
    """Title, promises, introductions, names of the levels, and the question of readiness."""

    title = words("Title", "a title", LONGEST["title"])

    def __init__(self, instrument: Instrument, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).update(start_of(instrument))
        super().__init__(*args, **kwargs)
        self.roles = [role for role in ROLES if instrument.for_role(role)]
        for role in self.roles:
            who = WHO[role].lower()
            needed = f"Reading and choosing takes about {instrument.minutes_needed(role):.1f} minutes."
            self.fields[f"minutes_{role}"] = _minutes(role, needed)
            self.fields[f"introduction_{role}"] = words(
                f"What {who} read first",
                f"what {who} read first",
                LONGEST["introduction"],
                rows=6,
                help_text="Say what the answers are for and who will see them.",
            )
        for number in range(1, LEVELS + 1):
            self.fields[f"level_{number}"] = words(
                f"Name of level {number}", f"a name for level {number}", LONGEST["name of a level"]
            )
        self.fields["readiness"] = words(
            "Question of readiness",
            "a question",
            LONGEST["readiness"],
            rows=2,
            required=False,
            help_text="Leads are asked it of every strand. Leave it empty if they are not to be asked.",
        )

    @property
    def levels(self) -> tuple[str, ...]:
        """The names of the four levels, once the form is valid."""
        return tuple(self.cleaned_data[f"level_{k}"] for k in range(1, LEVELS + 1))

    @property
    def minutes(self) -> dict[str, float]:
        """Role → promised minutes, once the form is valid."""
        return {role: float(self.cleaned_data[f"minutes_{role}"]) for role in self.roles}

    @property
    def introductions(self) -> dict[str, str]:
        """Role → introduction, once the form is valid."""
        return {role: self.cleaned_data[f"introduction_{role}"] for role in self.roles}


def start_of(instrument: Instrument) -> dict[str, object]:
    """What the form of the start shows first."""
    found: dict[str, object] = {"title": instrument.title, "readiness": instrument.readiness}
    found |= {f"level_{k}": name for k, name in enumerate(instrument.levels, start=1)}
    for role in ROLES:
        minutes = instrument.minutes.get(role)
        found[f"minutes_{role}"] = "" if minutes is None else f"{minutes:g}"
        found[f"introduction_{role}"] = instrument.introductions.get(role, "")
    return found


def _minutes(role: str, needed: str) -> forms.DecimalField:
    who, most = WHO[role].lower(), MOST_MINUTES[role]
    enter = f"Enter how many minutes {who} are promised, up to {most}"
    wrong = ("required", "invalid", "max_digits", "max_decimal_places", "max_whole_digits")
    return forms.DecimalField(
        label=f"Minutes promised to {who}",
        help_text=needed,
        min_value=1,
        max_value=most,
        decimal_places=1,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "decimal"}),
        error_messages=dict.fromkeys((*wrong, "min_value", "max_value"), enter),
    )


class VignettesForm(EditsForm):
    """The described colleagues: all of them, or none."""

    def __init__(self, instrument: Instrument, *args: Any, **kwargs: Any) -> None:
        initial = kwargs.setdefault("initial", {})
        super().__init__(*args, **kwargs)
        for number in range(1, VIGNETTES + 1):
            given = instrument.vignettes[number - 1] if instrument.vignettes else None
            initial[f"title_{number}"] = given.title if given else ""
            initial[f"text_{number}"] = given.text if given else ""
            self.fields[f"title_{number}"] = words(
                f"Name of description {number}", "a name", LONGEST["title"], required=False
            )
            self.fields[f"text_{number}"] = words(
                f"Description {number}", "a description", LONGEST["vignette"], rows=8, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Three whole descriptions, or none at all."""
        cleaned = super().clean() or {}
        names = [f"{part}_{k}" for k in range(1, VIGNETTES + 1) for part in ("title", "text")]
        if any(cleaned.get(name) for name in names):
            for name in names:
                if not cleaned.get(name) and name not in self.errors:
                    what = str(self.fields[name].label).lower()
                    self.add_error(name, f"Enter the {what}, or leave all three out")
        return cleaned

    @property
    def texts(self) -> list[tuple[str, str]]:
        """Title and text of each, once the form is valid."""
        found = [
            (self.cleaned_data[f"title_{k}"], self.cleaned_data[f"text_{k}"]) for k in range(1, VIGNETTES + 1)
        ]
        return [each for each in found if all(each)]


class StrandForm(EditsForm):
    """A strand's title and what it is about."""

    title = words("Title of the strand", "a title for the strand", LONGEST["title"])
    about = words(
        "What it is about",
        "what it is about",
        LONGEST["about"],
        rows=2,
        required=False,
        help_text="One line, shown under the title.",
    )


class PlacedStrandForm(StrandForm):
    """A strand with its position among the others."""

    def __init__(self, strands: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"] = _position("Position among the strands", strands)


class ItemForm(forms.Form):
    """One statement with its four levels."""

    text = words("Statement", "a statement", LONGEST["text"], rows=2, help_text="What practice it is about.")
    level_1 = words("Level 1", "a description of level 1", LONGEST["level"], rows=2)
    level_2 = words("Level 2", "a description of level 2", LONGEST["level"], rows=2)
    level_3 = words("Level 3", "a description of level 3", LONGEST["level"], rows=2)
    level_4 = words("Level 4", "a description of level 4", LONGEST["level"], rows=2)
    topic = words("Sub-topic", "a sub-topic", LONGEST["topic"], help_text="One or two words.")
    audience = forms.MultipleChoiceField(
        label="Who is asked",
        choices=list(WHO.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose who is asked",
            "invalid_choice": "Choose leads, teachers or technicians",
        },
    )

    def __init__(self, levels: Sequence[str], count: int, *args: Any, removable: bool = True, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for number, name in enumerate(levels, start=1):
            self.fields[f"level_{number}"].label = f"Level {number}: {name}"
        if count > 1:
            self.fields["position"] = _position("Position in the strand", count)
        if removable and count > 1:
            self.fields["remove"] = forms.BooleanField(label="Remove this statement", required=False)

    def clean(self) -> dict[str, Any]:
        """Four levels that differ."""
        cleaned = super().clean() or {}
        levels = [cleaned.get(f"level_{k}") for k in range(1, LEVELS + 1)]
        for number, level in enumerate(levels, start=1):
            if level and level in levels[: number - 1]:
                self.add_error(f"level_{number}", f"Level {number} reads like another. Make them differ")
        return cleaned

    @property
    def removed(self) -> bool:
        """Whether the statement is to go; what else is wrong with it does not matter then."""
        return self.data.get(self.add_prefix("remove")) == "on" and "remove" in self.fields

    @property
    def position(self) -> int:
        """Where it is to stand, from 1."""
        return int(self.cleaned_data.get("position") or 1)

    def item(self, id: str) -> ItemText:
        """The statement as it was written, once the form is valid."""
        given = self.cleaned_data
        levels = tuple(given[f"level_{k}"] for k in range(1, LEVELS + 1))
        return ItemText(id, given["topic"], given["text"], levels, tuple(given["audience"]))


def item_initial(item: Item, position: int) -> dict[str, object]:
    """What a statement's form shows first."""
    levels = {f"level_{k}": level for k, level in enumerate(item.levels, start=1)}
    return levels | {
        "text": item.text,
        "topic": item.topic,
        "audience": list(item.audience),
        "position": position,
    }


def strand_text(strand: Strand, title: str, about: str, forms_of: dict[str, ItemForm]) -> StrandText:
    """A strand from its valid forms, in the order that they ask for. A moved item goes before its equal."""
    kept = [(id, form) for id, form in forms_of.items() if not form.removed]
    before = {item.id: place for place, item in enumerate(strand.items, start=1)}

    def order(entry: tuple[str, ItemForm]) -> tuple[int, int]:
        id, form = entry
        was = before.get(id, form.position)
        moved = (form.position > was) - (form.position < was)
        return form.position, moved

    return StrandText(title, about, tuple(form.item(id) for id, form in sorted(kept, key=order)))


def _position(label: str, count: int) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        coerce=int,
        choices=[(k, f"{k} of {count}") for k in range(1, count + 1)],
        error_messages={
            "required": f"Choose a position from 1 to {count}",
            "invalid_choice": f"Choose a position from 1 to {count}",
        },
    )
