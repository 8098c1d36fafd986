"""Inviting somebody or a whole school, ending a role, and the agreement that is signed on joining."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from smeaton.engine.sources.look_alikes import plain
from smeaton.terms import ROLES, Role


def _name(label: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter their name", "max_length": "Shorten the name to 200 letters"},
    )


def _email(label: str) -> forms.CharField:
    """An address as it is typed: what is wrong with it, the service says."""
    return forms.CharField(
        label=label,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Enter their email address",
            "max_length": "Enter one email address, like a.person@school.sch.uk",
        },
    )


class InviteForm(forms.Form):
    """One person and the role that they are invited to."""

    name = _name("Name")
    email = _email("Email address")
    role = forms.ChoiceField(
        label="Role",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role", "invalid_choice": "Choose one of the roles listed"},
    )
    title = forms.CharField(
        label="Post (optional)",
        help_text="As they would say it, such as teacher of physics.",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Shorten the post to 120 letters"},
    )

    def __init__(self, roles: Sequence[Role], *, with_post: bool, data: Any = None) -> None:
        """`roles` are those that may be given; `with_post` whether they take up a post with it."""
        super().__init__(data)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(role.value, ROLES[role].title) for role in roles]
        if len(roles) == 1:
            field.initial = roles[0].value
        if not with_post:
            del self.fields["title"]

    def clean_role(self) -> Role:
        """The role itself."""
        return Role(self.cleaned_data["role"])


class SchoolForm(forms.Form):
    """Who signs for a school's trust, and who leads its department."""

    signs_name = _name("Name of whoever signs for the trust")
    signs_email = _email("Their email address")
    lead_name = _name("Name of the subject lead")
    lead_email = _email("The subject lead’s email address")

    def __init__(self, signs: str, data: Any = None) -> None:
        """`signs` is who signs, in words: “Alder Trust”, or “the school (its head)”."""
        super().__init__(data)
        self.fields["signs_name"].label = f"Name of whoever signs for {signs}"


MOST_LISTED = 30
"""Schools to choose from; among more, one is named."""


class EndForm(forms.Form):
    """When a role ends, and what ends with it."""

    what = forms.ChoiceField(
        label="What ends?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what ends", "invalid_choice": "Choose what ends"},
    )
    to = forms.CharField(
        label="Which school (if they move)",
        required=False,
        max_length=200,
        error_messages={"max_length": "Use 200 characters at most"},
    )
    when = forms.ChoiceField(
        label="When?",
        choices=[("at once", "At once"), ("on", "After a last day")],
        initial="at once",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose when", "invalid_choice": "Choose when"},
    )
    last_day = forms.DateField(
        label="Last day (if not at once)",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Enter a day, such as 31/8/2027"},
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )

    def __init__(
        self,
        role: str,
        over: str,
        others: Sequence[tuple[int, str]],
        *,
        has_posts: bool,
        today: date,
        data: Any = None,
    ) -> None:
        """`others` are schools that the person may be moved to."""
        super().__init__(data)
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        choices = [("role", f"Only the role of {role.lower()}")]
        if has_posts:
            choices.append(("leave", f"They leave {over}: their post and every role there"))
        if others:
            choices.append(("move", "They move to another school, with the same post and roles"))
        field.choices = choices
        field.initial = "role"
        self._today, self._others = today, others
        if not others:
            del self.fields["to"]
        elif len(others) <= MOST_LISTED:
            listed = [("", "Choose a school"), *((str(urn), name) for urn, name in others)]
            self.fields["to"].widget = forms.Select(choices=listed)
        else:
            self.fields["to"].help_text = "Its name, or its URN: six figures, such as 136556."

    def clean_to(self) -> int | None:
        """The URN of the school that is named by its URN or its name; None where nobody moves."""
        if self.cleaned_data.get("what") != "move":
            return None
        words = str(self.cleaned_data["to"])
        found = {urn: name for urn, name in self._others if words == str(urn)}
        found = found or {urn: name for urn, name in self._others if plain(name) == plain(words)}
        wanted = plain(words).split()
        found = found or {
            urn: name for urn, name in self._others if wanted and all(each in plain(name) for each in wanted)
        }
        if len(found) == 1:
            return next(iter(found))
        if not found:
            raise forms.ValidationError("Choose the school, one of those you look after")
        named = "; ".join(f"{urn} {name}" for urn, name in list(found.items())[:5])
        raise forms.ValidationError(f"Which of these? Enter its URN. {named}")

    def clean(self) -> dict[str, Any]:
        """The last day: yesterday where it ends at once."""
        said = super().clean() or self.cleaned_data
        if said.get("when") == "on":
            day = said.get("last_day")
            if day is None and "last_day" not in self.errors:
                self.add_error("last_day", "Enter the last day, or choose at once")
            elif day is not None and day < self._today - timedelta(days=1):
                self.add_error("last_day", "This day has passed: choose at once, or a later day")
        else:
            said["last_day"] = self._today - timedelta(days=1)
        return said


class SignForm(forms.Form):
    """The post in which somebody signs an agreement as they join."""

    signs_as = forms.CharField(
        label="The post in which you sign",
        help_text="Such as chief executive.",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        error_messages={
            "required": "Enter the post in which you sign, such as chief executive",
            "max_length": "Shorten the post to 120 letters",
        },
    )
