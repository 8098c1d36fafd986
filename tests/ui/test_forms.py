"""Forms: every error link lands on a control, every required field has words of its own."""

import re

from django import forms
from django.template.loader import render_to_string

from smeaton.ui.gallery import ExampleForm


def rendered(form: forms.Form) -> str:
    return render_to_string("ui/forms/errors.html", {"form": form}) + str(form)


def controls(page: str) -> set[str]:
    """Ids of what can be filled in."""
    found = re.findall(r"<(?:input|select|textarea)\b[^>]*>", page)
    return {match[1] for tag in found if (match := re.search(r'\bid="([^"]+)"', tag))}


def test_every_error_link_lands_on_a_control() -> None:
    page = rendered(ExampleForm({}, prefix="x"))
    links = re.findall(r'href="#([^"]+)"', page)
    assert len(links) == len(ExampleForm.base_fields)
    assert set(links) <= controls(page)


def test_no_field_says_that_it_is_required() -> None:
    assert "This field is required" not in rendered(ExampleForm({}, prefix="x"))


def test_every_control_has_a_label() -> None:
    page = rendered(ExampleForm(prefix="x"))
    labels = set(re.findall(r'<label[^>]*\bfor="([^"]+)"', page))
    assert controls(page) <= labels


def test_hint_and_error_are_told_with_the_control() -> None:
    page = rendered(ExampleForm({}, prefix="x"))
    match = re.search(r'<input[^>]*name="x-urn"[^>]*>', page)
    assert match
    told = re.search(r'aria-describedby="([^"]+)"', match[0])
    assert told
    assert all(f'id="{name}"' in page for name in told[1].split())
    assert 'aria-invalid="true"' in match[0]


def test_what_was_chosen_stays_chosen() -> None:
    form = ExampleForm({"x-standing": "declined", "x-strands": ["Practical work"]}, prefix="x")
    page = str(form)
    assert re.search(r'value="declined"[^>]* checked', page)
    assert re.search(r'value="Practical work"[^>]* checked', page)
    assert page.count(" checked") == 2


def test_labels_and_choices_are_escaped() -> None:
    class Odd(forms.Form):
        which = forms.ChoiceField(
            label="<b>Which</b>", choices=[('"><i>', "<i>one</i>")], widget=forms.RadioSelect
        )

    page = str(Odd())
    assert "<b>" not in page
    assert "<i>" not in page
