"""Forms by which people put right what is held about them."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms


class NameForm(forms.Form):
    """One's name."""

    name = forms.CharField(
        label="Your name",
        max_length=200,
        help_text="As colleagues know you.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name", "max_length": "Use 200 characters at most"},
    )


class CorrectionForm(forms.Form):
    """What is wrong, in one's own words."""

    wrong = forms.CharField(
        label="What else is wrong?",
        max_length=400,
        help_text="Say how it should read. Whoever looks after the people of your place reads it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say what is wrong, and how it should read",
            "max_length": "Use 400 characters at most",
        },
    )


class AnswerForm(forms.Form):
    """What came of somebody's request."""

    answer = forms.CharField(
        label="Your answer",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Say what you changed, or why you did not",
            "max_length": "Use 400 characters at most",
        },
    )


class HoldForm(forms.Form):
    """Why something of somebody's record must be kept, what of it, and until when."""

    reason = forms.CharField(
        label="Why must it be kept?",
        max_length=400,
        help_text="Such as the number of the claim. Name nobody else.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Say why it must be kept",
            "max_length": "Use 400 characters at most",
        },
    )
    covers = forms.ChoiceField(
        label="What must be kept?",
        required=False,
        error_messages={"invalid_choice": "Choose one of those listed"},
    )
    until = forms.DateField(
        label="Until (leave empty where nobody can say)",
        help_text="The last day. Without one you are asked after a year whether it is still needed.",
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "govuk-input--width-10"}),
        error_messages={"invalid": "Enter the last day, like 31/8/2027, or leave it empty"},
    )

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["covers"]).choices = list(kinds)


class EraseForm(forms.Form):
    """That one means it."""

    sure = forms.BooleanField(
        label="Erase what is listed above. It cannot be had back.",
        error_messages={"required": "Tick the box if you mean to erase this person"},
    )
