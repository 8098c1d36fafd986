"""Typing in a pile of sheets: one key an answer."""

from collections.abc import Iterator

from django import forms
from django.forms import BoundField

from smeaton.apps.needs.models import AnswerKind, Readiness, RespondentRole
from smeaton.apps.needs.queries.paper import PaperForm
from smeaton.apps.needs.services.responses import Given

KEYS: dict[str, Given] = {
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
    "d": AnswerKind.DONT_KNOW.value,
    "n": AnswerKind.NOT_APPLICABLE.value,
}
READY = {"y": Readiness.YES.value, "h": Readiness.WITH_HELP.value, "n": Readiness.NOT_YET.value}
_KEY = {"class": "needs-key", "maxlength": "1", "autocomplete": "off", "autocapitalize": "none"}


class ChoosePileForm(forms.Form):
    """Whose sheets are on the table."""

    department = forms.TypedChoiceField(
        label="Department",
        coerce=int,
        error_messages={
            "required": "Choose the department whose sheets you have",
            "invalid_choice": "Choose one of the departments listed",
        },
    )
    role = forms.ChoiceField(
        label="Who filled them in",
        choices=[(role.value, f"{role.label}s".capitalize()) for role in RespondentRole],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose who filled the sheets in",
            "invalid_choice": "Choose leads, teachers or technicians",
        },
    )

    def __init__(self, departments: list[tuple[int, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["department"].choices = [("", "Choose a department"), *departments]  # type: ignore[attr-defined]


class SheetForm(forms.Form):
    """One sheet: its number, then one key for every answer in the order of the sheet; blanks are allowed."""

    number = forms.RegexField(
        r"^[0-9A-Za-z-]{1,12}$",
        label="Number of the sheet",
        help_text="Write it on the sheet, so that you can find it again. No name.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "autocomplete": "off"}),
        error_messages={
            "required": "Enter the number that you wrote on the sheet",
            "invalid": "Enter up to 12 letters, figures and hyphens as the number of the sheet",
        },
    )
    replace = forms.BooleanField(label="This sheet replaces the earlier one of that number", required=False)

    def __init__(self, paper: PaperForm, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.paper = paper
        for vignette in paper.vignettes:
            self._add(f"item:{vignette.id}", vignette.title, KEYS, "1, 2, 3, 4, d or n")
        for strand in paper.strands:
            for number, item in strand.numbered():
                self._add(f"item:{item.id}", f"{number}. {item.text}", KEYS, "1, 2, 3, 4, d or n")
            if paper.readiness:
                self._add(
                    f"ready:{strand.strand.id}",
                    paper.readiness,
                    READY,
                    f"y, h or n about {strand.strand.title}",
                )

    def _add(self, name: str, label: str, keys: dict[str, Given] | dict[str, str], words: str) -> None:
        self.fields[name] = forms.RegexField(
            f"^[{''.join(keys)}]$",
            label=label,
            required=False,
            widget=forms.TextInput(attrs=_KEY),
            error_messages={"invalid": f"{label}: type {words}, or leave it blank"},
        )

    def full_clean(self) -> None:
        """Keys are taken in capitals too."""
        if self.is_bound:
            self.data = {name: value.lower() if ":" in name else value for name, value in self.data.items()}
        super().full_clean()

    def clean(self) -> dict[str, object]:
        """A sheet without any answer is a slip of the finger."""
        cleaned = super().clean() or {}
        if not self.errors and not self.answers and not self.readiness:
            raise forms.ValidationError("This sheet has no answer yet. Type at least one.")
        return cleaned

    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """The answers in the order of the sheet: heading, fields."""
        if self.paper.vignettes:
            yield "Three short descriptions", [self[f"item:{v.id}"] for v in self.paper.vignettes]
        for strand in self.paper.strands:
            names = [f"item:{item.id}" for item in strand.items]
            if self.paper.readiness:
                names.append(f"ready:{strand.strand.id}")
            yield strand.strand.title, [self[name] for name in names]

    @property
    def answers(self) -> dict[str, Given]:
        """Item or vignette → level, “dont_know” or “not_applicable”; blanks left out."""
        return {name.removeprefix("item:"): KEYS[key] for name, key in self._typed("item:")}

    @property
    def readiness(self) -> dict[str, str]:
        """Strand → what the lead answered about starting soon; blanks left out."""
        return {name.removeprefix("ready:"): READY[key] for name, key in self._typed("ready:")}

    def _typed(self, start: str) -> Iterator[tuple[str, str]]:
        for name, key in self.cleaned_data.items():
            if name.startswith(start) and key:
                yield name, key
