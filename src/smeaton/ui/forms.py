"""Forms in the look of GOV.UK Frontend: `{{ form }}` is all that a page writes.

Also the fields that several stages ask in the same way: a day, and a file.
"""

from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    DateField,
    DateInput,
    FileField,
    FileInput,
    RadioSelect,
    Select,
    Textarea,
)
from django.forms.renderers import DjangoTemplates


class GovukRenderer(DjangoTemplates):
    """Renders forms and fields by Smeaton's own templates, widgets by Django's."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


def kind_of(field: BoundField) -> str:
    """How a field is laid out: “group” (radios, checkboxes), “tick”, “select”, “textarea” or “input”."""
    widget = field.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "group"
    for kind, type_ in (("tick", CheckboxInput), ("select", Select), ("textarea", Textarea)):
        if isinstance(widget, type_):
            return kind
    return "input"


def first_control(field: BoundField) -> str:
    """The id of the control that an error link lands on: of a group, its first."""
    return f"{field.auto_id}_0" if kind_of(field) == "group" else str(field.id_for_label or field.auto_id)


def day_field(label: str, words: str, help_text: str = "", *, example: str = "4/12/2026") -> DateField:
    """A day, from the browser's calendar or typed as people type one. `words` say what to enter."""
    return DateField(
        label=label,
        help_text=help_text,
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"],
        widget=DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "govuk-input--width-10"}),
        error_messages={"required": words, "invalid": f"{words}, like {example}"},
    )


def upload_field(label: str, help_text: str, accept: str, *, choose: str, empty: str) -> FileField:
    """A file of the kinds that `accept` lists. `choose` says what to choose, `empty` what to do with none."""
    again = dict.fromkeys(("required", "invalid", "missing", "contradiction"), choose)
    return FileField(
        label=label,
        help_text=help_text,
        widget=FileInput(attrs={"class": "govuk-file-upload", "accept": accept}),
        error_messages={
            **again,
            "empty": f"The file is empty. {empty}",
            "max_length": "Give the file a shorter name, and choose it again",
        },
    )
