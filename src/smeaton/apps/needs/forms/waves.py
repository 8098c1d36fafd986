"""Planning an audit, and ending or reopening one."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from smeaton.apps.needs.models import WaveForm
from smeaton.apps.needs.queries.waves import InstrumentChoice, WaveCard
from smeaton.apps.needs.services.waves import WavePlan
from smeaton.ui.forms import day_field

OPEN_FOR = timedelta(days=21)


def _count(label: str, low: int, high: int, words: str, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        min_value=low,
        max_value=high,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-2"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), words),
    )


class PlanWaveForm(forms.Form):
    """Everything that an audit is to be."""

    name = forms.CharField(
        label="Name",
        help_text="People read it in their letter.",
        max_length=80,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={
            "required": "Enter a name, like Autumn 2026",
            "max_length": "Enter a name of at most 80 characters",
        },
    )
    instrument = forms.ChoiceField(
        label="Questionnaire",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a questionnaire",
            "invalid_choice": "Choose one of the questionnaires listed",
        },
    )
    opens = day_field("Opens on", "Enter the day on which it opens")
    closes = day_field(
        "Closes after", "Enter the last day on which people can answer", "The last day to answer."
    )
    form = forms.ChoiceField(
        label="What each teacher is asked",
        help_text="Leads and technicians are always asked all of their statements.",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what each teacher is asked",
            "invalid_choice": "Choose one of the forms listed",
        },
    )
    items_each = forms.IntegerField(
        label="Statements for each teacher",
        help_text="Only for the shorter forms. Half of all statements costs little precision.",
        required=False,
        min_value=1,
        max_value=400,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-2"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "Enter how many statements, as a whole number from 1"
        ),
    )
    reminders = _count(
        "Reminders at most",
        0,
        5,
        "Enter how many reminders to send, from 0 to 5",
        "0 to 5; 0 reminds nobody.",
    )
    remind_every = _count(
        "Days between letters", 2, 30, "Enter how many days lie between letters, from 2 to 30"
    )

    def __init__(self, choices: Sequence[InstrumentChoice], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["instrument"].choices = [  # type: ignore[attr-defined]
            (choice.value, choice.title + (" (your own)" if choice.own else "")) for choice in choices
        ]
        calibrated = [choice for choice in choices if not choice.why_not]
        forms_listed = [(WaveForm.FULL.value, "Every statement: best for a first audit")]
        forms_listed.append((WaveForm.SAMPLED.value, "A balanced part, another for each colleague"))
        if calibrated:
            titles = ", ".join(choice.title for choice in calibrated)
            forms_listed.append(
                (WaveForm.CALIBRATED.value, f"The best statements, known from earlier audits ({titles})")
            )
        self.fields["form"].choices = forms_listed  # type: ignore[attr-defined]

    @property
    def plan(self) -> WavePlan:
        """What was entered; ask only when the form is valid."""
        return WavePlan(**self.cleaned_data)


def first_values(choices: Sequence[InstrumentChoice], subject: str, today: date) -> dict[str, object]:
    """What a new plan proposes: open for three weeks from the next Monday, every statement, two reminders."""
    opens = today + timedelta(days=7 - today.weekday())
    season = "Autumn" if opens.month >= 9 else "Spring" if opens.month <= 3 else "Summer"
    suits = next((choice for choice in choices if subject.lower() in choice.title.lower()), None)
    chosen = suits or (choices[0] if choices else None)
    return {
        "name": f"{season} {opens.year}",
        "instrument": chosen.value if chosen else None,
        "opens": opens,
        "closes": opens + OPEN_FOR,
        "form": WaveForm.FULL,
        "items_each": max(chosen.teacher_items // 2, chosen.teacher_strands) if chosen else None,
        "reminders": 2,
        "remind_every": 7,
    }


def values_of(wave: WaveCard) -> dict[str, Any]:
    """What a plan says now."""
    return {
        "name": wave.name,
        "instrument": wave.instrument_value,
        "opens": wave.opens,
        "closes": wave.closes,
        "form": wave.form,
        "items_each": wave.items_each,
        "reminders": wave.reminders,
        "remind_every": wave.remind_every,
    }


class ReopenForm(forms.Form):
    """Until when a closed audit is open again."""

    closes = day_field("Open again until", "Enter the last day on which people can answer")
