"""The form of a new scenario: several changes at once."""

from typing import Any

from django import forms

from smeaton.apps.support.queries.scenarios import Choices, words_of
from smeaton.engine.support.scenarios import Change, ChangeKind

_AS_IT_IS = [("0", "as it is")]
_MONEY = [(str(n), f"{abs(n)}% {'less' if n < 0 else 'more'}") for n in (-30, -20, -10, -5, 5, 10, 20, 30)]
_DAYS = [(str(n), f"{abs(n)}% {'fewer' if n < 0 else 'more'}") for n in (-50, -20, -10, 10, 20, 50)]
_MENTORS = [
    ("0", "as many as there are"),
    ("1", "one more"),
    ("2", "two more"),
    ("3", "three more"),
    ("4", "four more"),
]


def _choice(label: str, choices: list[tuple[str, str]], help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=False,
        help_text=help_text,
        error_messages={"invalid_choice": f"{label}: choose from what is listed"},
    )


class ScenarioForm(forms.Form):
    """What is to be otherwise, what to call it, and how long to look. Needs the programme's `choices`."""

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = [("", "none")]
        self._names = dict([*choices.offers, *choices.inside, *choices.outside])
        self.fields["money"] = _choice("Money", _AS_IT_IS + _MONEY)
        self.fields["mentors"] = _choice(
            "Mentors", _MENTORS, "Further ones are taken to be like a typical mentor of the place."
        )
        self.fields["release"] = _choice("Release days of every department", _AS_IT_IS + _DAYS)
        if len(choices.modes) > 1:
            self.fields["without_modes"] = forms.MultipleChoiceField(
                label="Without any of these kinds",
                choices=choices.modes,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"invalid_choice": "Without any of these kinds: choose from what is listed"},
            )
        self.fields["without_offer"] = _choice("Without the offer", none + list(choices.offers))
        if len(choices.inside) > 1:
            self.fields["without_department"] = _choice(
                "One department less", none + list(choices.inside), "Its site and its mentors go with it."
            )
        if choices.outside:
            self.fields["with_department"] = _choice(
                "One department more",
                none + list(choices.outside),
                "With its own needs where they are known, else with needs usual in the place.",
            )
        self.fields["no_floor"] = forms.BooleanField(
            label="Do not protect the department that is served least", required=False
        )
        self.fields["name"] = forms.CharField(
            label="Name (optional)",
            help_text="Without one it is called by its changes.",
            max_length=80,
            required=False,
            widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
            error_messages={
                "max_length": "Enter a name of at most 80 characters",
                "null_characters_not_allowed": "Enter a name without control characters",
            },
        )
        self.fields["seconds"] = forms.TypedChoiceField(
            label="How long to look",
            coerce=int,
            initial=15,
            choices=[(15, "15 seconds"), (40, "40 seconds"), (120, "2 minutes")],
            widget=forms.RadioSelect,
            help_text="The longer, the smaller the differences that can be told apart.",
            error_messages={
                "required": "Choose how long to look",
                "invalid_choice": "Choose one of the times listed",
            },
        )

    def clean(self) -> dict[str, Any]:
        """A name of at most 80 characters is made from the changes where none is given."""
        given = super().clean() or {}
        if not self.errors and not given["name"].strip():
            words = ", ".join(words_of(change, self._names) for change in self.changes)
            words = words[:1].upper() + words[1:] if words else "As things are now"
            given["name"] = words if len(words) <= 80 else words[:79] + "…"
        return given

    @property
    def changes(self) -> list[Change]:
        """What is otherwise. Only once the fields are valid."""
        given = self.cleaned_data
        found = []
        for kind, field in (
            (ChangeKind.MONEY, "money"),
            (ChangeKind.MENTORS, "mentors"),
            (ChangeKind.RELEASE, "release"),
        ):
            if amount := float(given.get(field) or 0):
                found.append(Change(kind, amount))
        found += [Change(ChangeKind.NO_MODE, what=mode) for mode in given.get("without_modes", [])]
        for kind, field in (
            (ChangeKind.NO_OFFER, "without_offer"),
            (ChangeKind.DEPARTMENT_LESS, "without_department"),
            (ChangeKind.DEPARTMENT_MORE, "with_department"),
        ):
            if given.get(field):
                found.append(Change(kind, what=given[field]))
        if given.get("no_floor"):
            found.append(Change(ChangeKind.NO_FLOOR))
        return found
