"""Fields for figures that complain in words."""

from decimal import Decimal

from django import forms


def pounds(label: str, example: str, help_text: str = "", *, most: int = 10_000_000) -> forms.DecimalField:
    """An amount of money from £0 to `most`, in pounds and perhaps pence."""
    enter = f"{label}: enter an amount in pounds, like {example}"
    return figure(label, enter, help_text, most=most, places=2, width=10)


def figure(
    label: str,
    enter: str,
    help_text: str = "",
    *,
    most: int,
    places: int = 0,
    width: int = 5,
    required: bool = True,
) -> forms.DecimalField:
    """A number from 0 to `most` with at most so many decimal places; `enter` says what to enter."""
    whole = (
        f"{label}: enter a whole number" if not places else f"{label}: enter at most {places} decimal places"
    )
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        required=required,
        min_value=Decimal(0),
        max_value=Decimal(most),
        decimal_places=places,
        max_digits=12,
        widget=forms.TextInput(
            attrs={
                "class": f"govuk-input--width-{width}",
                "inputmode": "decimal" if places else "numeric",
            }
        ),
        error_messages={
            "required": enter,
            "invalid": enter,
            "min_value": f"{label}: enter 0 or more",
            "max_value": f"{label}: enter at most {most:,}",
            "max_digits": f"{label}: enter at most {most:,}",
            "max_whole_digits": f"{label}: enter at most {most:,}",
            "max_decimal_places": whole,
        },
    )


def words(label: str, enter: str, help_text: str = "", *, most: int, width: int = 20) -> forms.CharField:
    """Some words, at most so many characters."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=most,
        widget=forms.TextInput(attrs={"class": f"govuk-input--width-{width}"}),
        error_messages={
            "required": enter,
            "max_length": f"{label}: enter at most {most} characters",
            "null_characters_not_allowed": enter,
        },
    )
