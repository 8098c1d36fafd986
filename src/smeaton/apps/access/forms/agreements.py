"""Forms about agreements: proposing, signing."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast

from django import forms

from smeaton.apps.access.queries.agreements import Party
from smeaton.terms import SHARED, Shared
from smeaton.ui.forms import day_field

EVERYBODY = "all"
A_YEAR = timedelta(days=365)


class ProposeForm(forms.Form):
    """What is proposed, until when, and to whom: one party, or all that share nothing yet."""

    who = forms.ChoiceField(
        label="With whom",
        error_messages={
            "required": "Choose a trust or school",
            "invalid_choice": "Choose one of those listed",
        },
    )
    shares = forms.MultipleChoiceField(
        label="What is shared",
        help_text="Without names, no department can be asked, planned for or supported.",
        widget=forms.CheckboxSelectMultiple,
        choices=[(each.value, SHARED[each].title) for each in Shared],
        initial=[each.value for each in Shared],
        error_messages={"required": "Select what is shared", "invalid_choice": "Choose from what is listed"},
    )
    until = day_field("Until", "Enter the last day of the agreement", example="31/8/2027")
    review_on = day_field(
        "Look at it again on", "Enter the day on which to look at it again", example="31/8/2027"
    )

    def __init__(
        self, *args: Any, parties: Sequence[Party], listed: Sequence[Party], today: date, **kwargs: Any
    ) -> None:
        """`parties` are all to whom it may be proposed, `listed` those that the page offers by name."""
        super().__init__(*args, **kwargs)
        asked = [party for party in parties if not party.shares]
        everybody = [(EVERYBODY, f"all {len(asked)} that share nothing yet")] if len(asked) > 1 else []
        who = cast("forms.ChoiceField", self.fields["who"])
        who.choices = [*everybody, *((party.key, party.name) for party in parties)]
        chosen = {str(self["who"].value()), *(party.key for party in listed)}
        cast("forms.Select", who.widget).choices = [
            *everybody,
            *((party.key, party.name) for party in parties if party.key in chosen),
        ]
        self.fields["until"].initial = today + 2 * A_YEAR
        self.fields["review_on"].initial = today + A_YEAR
        self._asked = [party.key for party in asked]

    def parties(self) -> list[dict[str, int]]:
        """To whom it is proposed: `trust` or `school` with its key, as the service takes it."""
        who = self.cleaned_data["who"]
        keys = self._asked if who == EVERYBODY else [who]
        return [{kind: int(key)} for kind, _, key in (each.partition("-") for each in keys)]


class SignForm(forms.Form):
    """The signature: the post in which somebody signs."""

    signed_as = forms.CharField(
        label="Your post",
        help_text="Such as chief executive. It stands beside your name.",
        max_length=120,
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-20", "autocomplete": "organization-title"}
        ),
        error_messages={
            "required": "Enter the post in which you sign, such as chief executive",
            "max_length": "Enter your post in at most 120 characters",
            "null_characters_not_allowed": "Enter the post in which you sign, such as chief executive",
        },
    )
