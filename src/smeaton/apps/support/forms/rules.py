"""The form of what the next plan has to keep to."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from smeaton.apps.support.forms.figures import figure, pounds
from smeaton.ui.forms import day_field

MENTORS_FROM = (
    ("1.0", "No preference"),
    ("0.8", "Rather from another trust: an hour from within the trust counts for 80%"),
    ("0.5", "From another trust wherever possible: it counts for half"),
    ("0.0", "Only from another trust"),
)


def _percent(label: str, enter: str, help_text: str, *, required: bool) -> forms.DecimalField:
    return figure(label, enter, help_text, most=100, width=3, required=required)


class PlanRulesForm(forms.Form):
    """Money, period and limits, in the units that people use; `rules` gives them in the planner's."""

    budget = pounds("Budget in pounds", "28480")
    starts = day_field("First day", "Enter the first day on which support may happen")
    ends = day_field("Last day", "Enter the last day on which support may happen")
    travel = figure(
        "Farthest journey in kilometres",
        "Enter how far people may travel, like 25",
        "Straight line, one way.",
        most=500,
    )
    evenings = figure(
        "Evening sessions for each teacher at most",
        "Enter how many evening sessions, like 2",
        "Twilights, online courses and network meetings count.",
        most=50,
    )
    floor = _percent(
        "What helping the least served may cost, in percent",
        "Enter a percentage, like 2",
        "Of all need met. With 0 the plan goes where most need is met, wherever that is.",
        required=True,
    )
    trust = _percent(
        "Most that one trust may take, in percent of the budget",
        "Enter a percentage, like 30, or leave it empty",
        "Places, cover, travel and mentoring of its schools. Leave it empty for no limit.",
        required=False,
    )
    strand = _percent(
        "Most that one strand may take, in percent of the budget",
        "Enter a percentage, like 30, or leave it empty",
        "What serves several strands counts in parts. Leave it empty for no limit.",
        required=False,
    )
    mentors = forms.ChoiceField(
        label="Where mentors come from",
        help_text="Nobody mentors at their own school.",
        choices=MENTORS_FROM,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose where mentors come from",
            "invalid_choice": "Choose one of what is listed",
        },
    )

    @classmethod
    def of(cls, budget: Decimal, starts: date, ends: date, rules: Mapping[str, Any]) -> "PlanRulesForm":
        """The form as it stands; `rules` with the usual ones filled in."""
        worth = float(rules.get("mentor", {}).get("own_trust_worth", 1.0))
        nearest = min((key for key, _ in MENTORS_FROM), key=lambda key: abs(float(key) - worth))
        return cls(
            initial={
                "budget": f"{budget:.2f}".removesuffix(".00"),
                "starts": starts,
                "ends": ends,
                "travel": f"{rules['travel_limit_km']:g}",
                "evenings": f"{rules['evenings_per_staff_max']:g}",
                "floor": f"{100 * rules['floor_cost'] if rules['floor'] == 'max' else 0:g}",
                "trust": _in_percent(rules.get("trust_share_max")),
                "strand": _in_percent(rules.get("strand_share_max")),
                "mentors": nearest,
            }
        )

    def rules(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The programme's own rules: those of `before`, with what the form says."""
        said = self.cleaned_data
        floor = float(said["floor"]) / 100
        rules = dict(before) | {
            "travel_limit_km": float(said["travel"]),
            "evenings_per_staff_max": float(said["evenings"]),
            "floor": "max" if floor else "none",
            "floor_cost": floor,
            "trust_share_max": _share(said["trust"]),
            "strand_share_max": _share(said["strand"]),
        }
        rules["mentor"] = dict(before.get("mentor", {})) | {"own_trust_worth": float(said["mentors"])}
        return rules

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned: dict[str, Any] = super().clean() or {}
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", "Enter a last day that is not before the first day")
        return cleaned


def _share(percent: Decimal | None) -> float | None:
    return None if percent is None else float(percent) / 100


def _in_percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:g}"
