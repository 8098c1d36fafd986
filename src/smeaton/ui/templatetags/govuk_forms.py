"""What the form templates ask of a field: its kind, its classes, where its error link lands."""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

from smeaton.ui import forms

register = template.Library()
register.filter("kind_of", forms.kind_of)
register.filter("first_control", forms.first_control)

_CLASSES = {
    "input": "govuk-input",
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "tick": "govuk-checkboxes__input",
}


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The widget with its classes, and with its hint and error named for screen readers."""
    kind = forms.kind_of(field)
    classes = [_CLASSES[kind], field.field.widget.attrs.get("class", "")]
    if field.errors and kind != "tick":
        classes.append(f"{_CLASSES[kind]}--error")
    attrs: dict[str, str | bool] = {"class": " ".join(filter(None, classes))}
    told = [f"{field.auto_id}-hint"] if field.help_text else []
    if field.errors:
        told.append(f"{field.auto_id}-error")
        attrs["aria-invalid"] = "true"
    if told:
        attrs["aria-describedby"] = " ".join(told)
    return field.as_widget(attrs=attrs)


@register.filter
def group_kind(field: BoundField) -> str:
    """“radios” or “checkboxes”: the component that a group of choices uses."""
    return "radios" if getattr(field.field.widget, "input_type", "") == "radio" else "checkboxes"
