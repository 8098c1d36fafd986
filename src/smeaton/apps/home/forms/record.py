"""Forms by which people put right what is held about them."""

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


class EraseForm(forms.Form):
    """That one means it."""

    sure = forms.BooleanField(
        label="Erase what is listed above. It cannot be had back.",
        error_messages={"required": "Tick the box if you mean to erase this person"},
    )
