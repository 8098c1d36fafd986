"""Uploading a staff list, and bringing it in."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

LARGEST = 2 << 20
"""Bytes of a list: a list of three hundred people needs a fiftieth of it."""
_CHOOSE = "Choose the file with the list"


class StaffListForm(forms.Form):
    """One file with one person a row."""

    file = forms.FileField(
        label="The list",
        help_text="A workbook (.xlsx) or a CSV file, of 2 MB at most.",
        widget=forms.FileInput(attrs={"class": "govuk-file-upload", "accept": ".csv,.xlsx,.tsv,.txt"}),
        error_messages={
            "required": _CHOOSE,
            "invalid": _CHOOSE,
            "missing": _CHOOSE,
            "contradiction": _CHOOSE,
            "empty": "The file is empty. Choose one with one person a row",
            "max_length": "Give the file a shorter name, and choose it again",
        },
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """The file, if it is not too large."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is None or file.size > LARGEST:
            raise forms.ValidationError("The file is larger than 2 MB. Divide it")
        return file
