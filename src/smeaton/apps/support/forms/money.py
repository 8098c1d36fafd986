"""The form of one budget line."""

from django import forms

from smeaton.apps.support.forms.figures import pounds, words
from smeaton.apps.support.models import Spend


class LineForm(forms.Form):
    """A code, a name, an amount, and what it may be spent on."""

    name = words("Name", "Enter a name, like STEM bursary", most=120)
    code = words(
        "Code", "Enter the code that the finance office uses", "The funder’s or the council’s code.", most=40
    )
    amount = pounds("Amount in pounds", "12500")
    allowed = forms.MultipleChoiceField(
        label="What it may be spent on",
        help_text="Its allowable spend, as the funder says.",
        choices=[(kind.value, kind.label.capitalize()) for kind in Spend],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one thing that the line may be spent on",
            "invalid_choice": "Choose from what is listed",
        },
    )
