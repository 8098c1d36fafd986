"""Lists of people to ask: pasted for one department, or a file for the whole place."""

from django import forms

from smeaton.apps.needs.models import RespondentRole
from smeaton.engine.sources.addresses import Listed, read_people

LARGEST_FILE = 1_000_000


class AskForm(forms.Form):
    """People of one department, a line each."""

    people = forms.CharField(
        label="Who is asked",
        help_text="One person a line: an address, or Ann Person <a.person@school.sch.uk>. Paste from your "
        "email or from Excel.",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": "Enter at least one email address"},
    )
    role = forms.ChoiceField(
        label="They answer as",
        choices=[(role.value, f"{role.label}s".capitalize()) for role in reversed(RespondentRole)],
        initial=RespondentRole.TEACHER.value,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose whether they answer as teachers, technicians or lead",
            "invalid_choice": "Choose teachers, technicians or lead",
        },
    )

    def clean_people(self) -> tuple[Listed, ...]:
        """Everybody on the list, if every line can be read."""
        return _everybody(self.cleaned_data["people"])


class AskPlaceForm(forms.Form):
    """A file for the whole place, with the columns urn, email, name and role."""

    file = forms.FileField(
        label="A file for the whole place",
        help_text="CSV with the columns urn, email, name and role; name and role may be empty.",
        widget=forms.FileInput(attrs={"class": "govuk-file-upload", "accept": ".csv,.txt,text/csv"}),
        error_messages={
            "required": "Choose a CSV file",
            "empty": "The file is empty. Choose a file with one person a line",
            "invalid": "Choose a CSV file",
        },
    )

    def clean_file(self) -> tuple[Listed, ...]:
        """Everybody in the file, if every line can be read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("The file is larger than 1 MB. Choose a list of people, saved as CSV")
        content = file.read()
        if content.startswith(b"PK") or b"\0" in content:
            raise forms.ValidationError("This is no CSV file. In Excel choose Save as, CSV UTF-8")
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
        people = _everybody(text)
        if not people:
            raise forms.ValidationError("The file names nobody. Give one person a line")
        return people


class AddressForm(forms.Form):
    """Another address for somebody who is asked."""

    address = forms.CharField(
        label="New address",
        max_length=400,
        widget=forms.EmailInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
        error_messages={
            "required": "Enter the new email address",
            "max_length": "Enter one email address",
        },
    )

    def clean_address(self) -> Listed:
        """The one person of the line."""
        people = _everybody(self.cleaned_data["address"])
        if len(people) != 1:
            raise forms.ValidationError("Enter one email address, like a.person@school.sch.uk")
        return people[0]


def _everybody(text: str) -> tuple[Listed, ...]:
    people, mistakes = read_people(text)
    if mistakes:
        raise forms.ValidationError([str(mistake) for mistake in mistakes[:20]])
    return people
