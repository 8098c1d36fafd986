"""The form of a programme's calendar: rows, pasted or in a file."""

from typing import Any

from django import forms

MOST_BYTES = 500_000


class CalendarForm(forms.Form):
    """Rows of the calendar as text, or a CSV file with them; `text` is in `cleaned_data` either way."""

    rows = forms.CharField(
        label="Rows",
        required=False,
        strip=False,
        help_text="One row each: school; what; from; to; note. Rows copied from a spreadsheet can be pasted.",
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
    )
    file = forms.FileField(
        label="Or a CSV file",
        required=False,
        help_text="It takes the place of all rows above.",
        error_messages={"empty": "The file is empty; choose another"},
    )

    def clean(self) -> dict[str, Any]:
        """The rows, from the file where one was given."""
        said: dict[str, Any] = super().clean() or {}
        said["text"] = said.get("rows") or ""
        file = said.get("file")
        if file is None:
            return said
        if file.size > MOST_BYTES:
            self.add_error("file", "The file is larger than 500 kB; leave out what is not a row")
            return said
        try:
            said["text"] = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", "The file is not text; save it as CSV in UTF-8 and choose it again")
        return said
