"""Uploading a staff list, and bringing it in."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from smeaton.ui.forms import upload_field

LARGEST = 2 << 20
"""Bytes of a list: a list of three hundred people needs a fiftieth of it."""


class StaffListForm(forms.Form):
    """One file with one person a row."""

    file = upload_field(
        "The list",
        "A workbook (.xlsx) or a CSV file, of 2 MB at most.",
        ".csv,.xlsx,.tsv,.txt",
        choose="Choose the file with the list",
        empty="Choose one with one person a row",
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """The file, if it is not too large."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is None or file.size > LARGEST:
            raise forms.ValidationError("The file is larger than 2 MB. Divide it")
        return file
