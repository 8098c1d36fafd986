"""Forms of a lead who replies to a package."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

LONGEST = 400


class VersionForm(forms.Form):
    """Which version of the package was read: the form says what it is about."""

    version = forms.IntegerField(min_value=1, max_value=32_767, widget=forms.HiddenInput)


class DeclineForm(VersionForm):
    """Why an item does not fit."""

    reason = forms.CharField(
        label="Why does it not fit?",
        help_text="The hub reads this. It helps to find something better.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST}),
        error_messages={
            "required": "Say why it does not fit, so that something better can be found",
            "max_length": f"Say it in {LONGEST} characters or fewer",
        },
    )


class SwapForm(VersionForm):
    """What to have instead: `choices` are (key of the offer, words), the best first."""

    offer = forms.ChoiceField(
        label="What would you rather have?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what you would rather have",
            "invalid_choice": "Choose one of the offers listed",
        },
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["offer"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - it is declared above
        field.choices = list(choices)


class LaterForm(VersionForm):
    """From when on it would fit: `terms` are (first day, words)."""

    not_before = forms.TypedChoiceField(
        label="From when on would it fit?",
        coerce=date.fromisoformat,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose from when on it would fit",
            "invalid_choice": "Choose one of the terms listed",
        },
    )

    def __init__(self, *args: Any, terms: Sequence[tuple[date, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["not_before"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - it is declared above
        field.choices = [(day.isoformat(), words) for day, words in terms]


class WishForm(VersionForm):
    """An offer that the department must or must not have: `offers` are (key, name)."""

    offer = forms.ChoiceField(
        label="Offer",
        error_messages={
            "required": "Choose an offer from the catalogue",
            "invalid_choice": "Choose an offer from the catalogue",
        },
    )
    kind = forms.ChoiceField(
        label="What about it?",
        choices=[("must", "we must have it"), ("must not", "we do not want it")],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Say whether you must have it or do not want it",
            "invalid_choice": "Say whether you must have it or do not want it",
        },
    )

    def __init__(self, *args: Any, offers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["offer"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - it is declared above
        field.choices = [("", "choose an offer"), *offers]


class CapForm(VersionForm):
    """At most how many days staff may be out."""

    days = forms.DecimalField(
        label="At most how many release days?",
        help_text="Days that your staff may be out for the programme, together, in the whole period.",
        min_value=Decimal(0),
        max_value=Decimal(366),
        decimal_places=2,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "decimal"}),
        error_messages=dict.fromkeys(
            (
                "required",
                "invalid",
                "min_value",
                "max_value",
                "max_digits",
                "max_decimal_places",
                "max_whole_digits",
            ),
            "Give the most release days as a number from 0 to 366, like 8 or 4.5",
        ),
    )


class SignForm(VersionForm):
    """That what is signed was read."""

    read = forms.BooleanField(
        label="I have read this version and agree to it",
        error_messages={"required": "Tick the box to say that you have read it and agree"},
    )
