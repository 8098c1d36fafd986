"""The form that asks for a new plan."""

from decimal import Decimal

from django import forms


class RunPlanForm(forms.Form):
    """A budget in pounds and how long to look."""

    budget = forms.DecimalField(
        label="Budget in pounds",
        min_value=Decimal(0),
        max_value=Decimal(10_000_000),
        decimal_places=2,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "decimal"}),
        error_messages={
            "required": "Enter a budget in pounds, like 28480",
            "invalid": "Enter a budget in pounds, like 28480",
            "min_value": "Enter a budget of £0 or more",
            "max_value": "Enter a budget of at most £10,000,000",
            "max_digits": "Enter a budget in pounds, like 28480",
            "max_decimal_places": "Enter a budget in pounds and pence, like 28480.50",
            "max_whole_digits": "Enter a budget of at most £10,000,000",
        },
    )
    seconds = forms.TypedChoiceField(
        label="How long to look",
        coerce=int,
        choices=[
            (15, "15 seconds: a good plan"),
            (40, "40 seconds: a better plan, and better proved"),
            (120, "2 minutes: as good as it gets"),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose how long to look",
            "invalid_choice": "Choose one of the times listed",
        },
    )
    strength = forms.TypedChoiceField(
        label="How much support is taken to do",
        help_text="How much of a need each offer meets is an assumption. Try whether the plan hangs on it.",
        coerce=float,
        choices=[("1.0", "as assumed"), ("0.7", "30% less"), ("1.3", "30% more")],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose how much support is taken to do",
            "invalid_choice": "Choose one of the strengths listed",
        },
    )

    def clean_budget(self) -> Decimal:
        """The budget in whole pence."""
        return Decimal(self.cleaned_data["budget"]).quantize(Decimal("0.01"))
