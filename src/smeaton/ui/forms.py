"""Forms in the look of GOV.UK Frontend: `{{ form }}` is all that a page writes."""

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select, Textarea
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
