"""Forms of the hub: a level after a visit or call, and what the place weighs."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from smeaton.apps.needs.models import LevelKind

_LEVELS = [Decimal(n) / 2 for n in range(2, 9)]
_WEIGHTS = [
    ("0.50", "half as much"),
    ("0.75", "three quarters"),
    ("1.00", "as usual"),
    ("1.25", "a quarter more"),
    ("1.50", "half as much again"),
    ("2.00", "twice as much"),
]


class LevelForm(forms.Form):
    """One level, with what it rests on. `strands` are (id, title), `names` the four levels' names."""

    strand = forms.ChoiceField(
        label="Strand", error_messages={"required": "Choose a strand", "invalid_choice": "Choose a strand"}
    )
    kind = forms.ChoiceField(
        label="Whose level is it?",
        choices=[
            (LevelKind.MODERATED, "Moderated: what the hub holds it to be after the visit or call"),
            (LevelKind.AGREED, "Agreed: what the hub and the department hold it to be together"),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose whether the level is moderated or agreed",
            "invalid_choice": "Choose whether the level is moderated or agreed",
        },
    )
    level = forms.TypedChoiceField(
        label="Level",
        coerce=Decimal,
        error_messages={
            "required": "Choose a level from 1 to 4",
            "invalid_choice": "Choose a level from 1 to 4, by halves",
        },
    )
    evidence = forms.CharField(
        label="What does it rest on?",
        help_text="What you saw or heard, without names. The department reads it.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 1000}),
        error_messages={
            "required": "Say what the level rests on",
            "max_length": "Say it in 1,000 characters or fewer",
        },
    )
    visited_on = forms.DateField(
        label="Date of the visit or call",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "govuk-input--width-10"}),
        error_messages={
            "required": "Enter the date of the visit or call",
            "invalid": "Enter a real date, like 2026-11-20",
        },
    )

    def __init__(
        self, *args: Any, strands: Sequence[tuple[str, str]], names: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        strand, level = self.fields["strand"], self.fields["level"]
        assert isinstance(strand, forms.ChoiceField)  # noqa: S101 - both are declared above
        assert isinstance(level, forms.ChoiceField)  # noqa: S101
        strand.choices = [("", "Choose a strand"), *strands]
        level.choices = [("", "Choose a level"), *((str(n), _named(n, names)) for n in _LEVELS)]


def _named(level: Decimal, names: Sequence[str]) -> str:
    whole = int(level)
    if level == whole:
        return f"{whole} · {names[whole - 1].lower()}"
    return f"{level} · between {names[whole - 1].lower()} and {names[whole].lower()}"


class LeverageForm(forms.Form):
    """A weight and a reason for every strand. `strands` are (id, title), `kept` what they weigh now."""

    def __init__(
        self,
        *args: Any,
        strands: Sequence[tuple[str, str]],
        kept: Mapping[str, tuple[Decimal, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ids = [strand for strand, _ in strands]
        for strand, title in strands:
            weight, reason = kept.get(strand, (Decimal(1), ""))
            choices = dict(_WEIGHTS)
            choices.setdefault(f"{weight:.2f}", f"{weight:.2f} times")
            self.fields[f"weight_{strand}"] = forms.TypedChoiceField(
                label=title,
                coerce=Decimal,
                choices=sorted(choices.items()),
                initial=f"{weight:.2f}",
                error_messages={
                    "required": f"Choose what {title} weighs",
                    "invalid_choice": f"Choose one of the weights listed for {title}",
                },
            )
            self.fields[f"reason_{strand}"] = forms.CharField(
                label=f"Why {title}?",
                required=False,
                max_length=300,
                initial=reason,
                widget=forms.TextInput(attrs={"maxlength": 300}),
                error_messages={"max_length": "Give the reason in 300 characters or fewer"},
            )

    def clean(self) -> dict[str, Any]:
        """A weight that is not the usual one has a reason."""
        cleaned = super().clean() or self.cleaned_data
        for strand in self.ids:
            weight = cleaned.get(f"weight_{strand}", Decimal(1))
            if weight != 1 and f"reason_{strand}" in cleaned and not cleaned[f"reason_{strand}"]:
                title = self.fields[f"weight_{strand}"].label
                self.add_error(f"reason_{strand}", f"Say why {title} weighs more or less than usual")
        return cleaned

    @property
    def weights(self) -> dict[str, tuple[Decimal, str]]:
        """Strand → weight and reason."""
        return {
            strand: (self.cleaned_data[f"weight_{strand}"], self.cleaned_data[f"reason_{strand}"])
            for strand in self.ids
        }

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Every strand's weight and reason, to be laid out."""
        return [(self[f"weight_{strand}"], self[f"reason_{strand}"]) for strand in self.ids]
