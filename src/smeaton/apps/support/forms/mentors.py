"""The form of one mentor: role, school, hours, rate, and what they are good at strand by strand."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from smeaton.apps.support.forms.figures import figure, pounds, words
from smeaton.apps.support.models import Depth, Mentor, Part

NOTHING = "nothing"
LEVELS = [
    (NOTHING, "nothing"),
    *((f"{part.value} {depth.value}", f"{part.label}, {depth.label}") for part in Part for depth in Depth),
]


class MentorForm(forms.Form):
    """Needs the programme's `schools` (choices of departments) and `strands` (id → title)."""

    def __init__(
        self, *args: Any, schools: Sequence[tuple[str, str]], strands: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = words(
            "Role",
            "Enter a role, like lead practitioner",
            "A role, never somebody’s name: pages and packages show it.",
            most=120,
        )
        self.fields["department"] = forms.ChoiceField(
            label="School where they work",
            help_text="They are not sent there.",
            choices=schools,
            error_messages={
                "required": "Choose the school where they work",
                "invalid_choice": "Choose one of the schools listed",
            },
        )
        self.fields["hours"] = figure(
            "Hours in the period",
            "Hours in the period: enter a number, like 40",
            "What they can give to other schools until the period ends.",
            most=2000,
            places=1,
        )
        self.fields["hourly_rate"] = pounds("Pounds an hour, to their school", "55", most=1000)
        self.strands = dict(strands)
        for strand, title in self.strands.items():
            self.fields[f"gives-{strand}"] = forms.ChoiceField(
                label=title,
                choices=LEVELS,
                required=False,
                error_messages={"invalid_choice": f"{title}: choose from what is listed"},
            )

    def clean(self) -> dict[str, Any]:
        """Somebody who is good at nothing can be sent nowhere."""
        said = super().clean() or {}
        if not self.errors and not self._gives(said):
            self.add_error(None, "Say for at least one strand what they can give.")
        return said

    def saved(self) -> dict[str, Any]:
        """What the service takes."""
        said = self.cleaned_data
        return {
            "department_id": int(said["department"]),
            "role": said["role"].strip(),
            "hours": said["hours"],
            "hourly_rate": said["hourly_rate"],
            "gives": self._gives(said),
        }

    def _gives(self, said: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
        chosen = {strand: said.get(f"gives-{strand}") or NOTHING for strand in self.strands}
        pairs = {strand: words.split(" ") for strand, words in chosen.items() if words != NOTHING}
        return {strand: (part, depth) for strand, (part, depth) in pairs.items()}

    @staticmethod
    def values_of(mentor: Mentor) -> dict[str, Any]:
        """What the form shows for a mentor there is."""
        figures = {"hours": mentor.hours, "hourly_rate": mentor.hourly_rate}
        return {
            "role": mentor.role,
            "department": str(mentor.department_id),
            **{name: f"{value:f}".rstrip("0").rstrip(".") for name, value in figures.items()},
            **{f"gives-{row.strand}": f"{row.part} {row.depth}" for row in mentor.strengths.all()},
        }
