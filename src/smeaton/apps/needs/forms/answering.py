"""The form of one page of the audit: any of its fields may be sent alone, and only what changed counts."""

from collections.abc import Mapping
from typing import Any

from django import forms

from smeaton.apps.needs.models import AnswerKind, Readiness
from smeaton.apps.needs.queries.answering import Part
from smeaton.apps.needs.services.answering import LONGEST_NOTE, Changes
from smeaton.apps.needs.services.responses import Given

_OTHER = [(AnswerKind.DONT_KNOW, "Don’t know"), (AnswerKind.NOT_APPLICABLE, "Not applicable")]
_UNKNOWN = {"invalid_choice": "Choose one of the answers that are shown"}


class PartForm(forms.Form):
    """A field `a-ITEM` for every statement, `note` and, for leads, `ready`.

    A page also sends what it showed when it was opened (`was-a-ITEM` and so on). A field that is still as it
    was shown has not been changed there, so an old page does not undo what was answered on another device.
    """

    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        error_messages={"max_length": f"Shorten your note to {LONGEST_NOTE} characters or fewer"},
    )

    def __init__(self, part: Part, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.part = part
        for question in part.questions:
            levels = [(str(i), name) for i, name in enumerate(question.levels, start=1)]
            others = _OTHER[:1] if part.described else _OTHER
            self.fields[f"a-{question.id}"] = forms.ChoiceField(
                choices=[*levels, *others], required=False, error_messages=_UNKNOWN
            )
        if part.described:
            del self.fields["note"]
        if part.readiness is not None:
            self.fields["ready"] = forms.ChoiceField(
                choices=Readiness.choices, required=False, error_messages=_UNKNOWN
            )

    def clean_note(self) -> str:
        """The note with the line ends that are stored."""
        return _lines(self.cleaned_data["note"])

    def changes(self) -> Changes:
        """What was changed on the page; ask only of a valid form."""
        answers: dict[str, Given | None] = {}
        for question in self.part.questions:
            value = self._changed(f"a-{question.id}")
            if value is not None:
                answers[question.id] = int(value) if value.isdigit() else value or None
        cleared = self.data.get("clear", "")
        if f"a-{cleared}" in self.fields:
            answers[cleared] = None
        return Changes(
            strand=self.part.id,
            answers=answers,
            note=self._changed("note"),
            readiness="" if cleared == "ready" and "ready" in self.fields else self._changed("ready"),
        )

    def _changed(self, name: str) -> str | None:
        """The value that was sent, unless it was not sent or is the one that the page showed."""
        if name not in self.fields or name not in self.data:
            return None
        was = self.data.get(f"was-{name}")
        value = str(self.cleaned_data[name])
        return None if was is not None and _lines(was).strip() == value else value


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
