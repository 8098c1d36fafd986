"""Forms of a lead who chooses priorities, and of a head who confirms them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from smeaton.apps.needs.models import Readiness
from smeaton.apps.needs.services.choosing import LONGEST
from smeaton.engine.needs.priorities import FEWEST_CHOSEN, MOST_CHOSEN

_READY = [("", "no answer"), *Readiness.choices]


class ChooseForm(forms.Form):
    """Which strands, and whether the department could start on each within a term.

    `strands` are (id, title) in the proposed order, `ready` the answers known so far. With `later` in the
    data fewer than three may be saved.
    """

    strands = forms.MultipleChoiceField(
        label="Strands",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the strands listed"},
    )

    def __init__(
        self, *args: Any, strands: Sequence[tuple[str, str]], ready: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ids = [strand for strand, _ in strands]
        field = self.fields["strands"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - it is declared above
        field.choices = list(strands)
        for strand, title in strands:
            self.fields[f"ready_{strand}"] = forms.ChoiceField(
                label=title,
                choices=_READY,
                required=False,
                initial=ready.get(strand, ""),
                error_messages={"invalid_choice": f"Choose one of the answers listed for {title}"},
            )

    def clean_strands(self) -> list[str]:
        """Three to five, in the proposed order; up to five where they are saved for later."""
        chosen: list[str] = [s for s in self.ids if s in self.cleaned_data["strands"]]
        if len(chosen) > MOST_CHOSEN:
            raise forms.ValidationError(f"Choose five priorities at most: you have ticked {len(chosen)}")
        if len(chosen) < FEWEST_CHOSEN and "later" not in self.data:
            raise forms.ValidationError("Choose three to five priorities")
        return chosen

    @property
    def readiness(self) -> dict[str, str]:
        """Answers that were changed on the page: strand → answer, empty where it was taken back."""
        return {
            strand: self.cleaned_data[f"ready_{strand}"]
            for strand in self.ids
            if f"ready_{strand}" in self.changed_data
        }

    def ready_fields(self) -> list[forms.BoundField]:
        """The questions about starting, one a strand."""
        return [self[f"ready_{strand}"] for strand in self.ids]


class OrderForm(forms.Form):
    """The order of the chosen strands, and why.

    `strands` are (id, title, what it passes over) in the order so far; a reason is asked for where something
    is passed over.
    """

    def __init__(self, *args: Any, strands: Sequence[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ids = [strand for strand, _, _ in strands]
        places = [(str(n), str(n)) for n in range(1, len(strands) + 1)]
        for strand, title, over in strands:
            self.fields[f"rank_{strand}"] = forms.ChoiceField(
                label=f"{title}: its place",
                choices=places,
                error_messages={
                    "required": f"Choose a place for {title}",
                    "invalid_choice": f"Choose a place from 1 to {len(strands)} for {title}",
                },
            )
            self.fields[f"reason_{strand}"] = forms.CharField(
                label=f"Why {title}?" if over else f"Why {title}? (optional)",
                help_text=f"The proposed order has {over} first. Say why you choose otherwise."
                if over
                else "",
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST}),
                error_messages={"max_length": f"Give your reason in {LONGEST} characters or fewer"},
            )

    def clean(self) -> dict[str, Any]:
        """Each strand has a place of its own."""
        cleaned = super().clean() or self.cleaned_data
        taken: dict[str, str] = {}
        for strand in self.ids:
            rank = cleaned.get(f"rank_{strand}", "")
            if rank and rank in taken:
                self.add_error(
                    f"rank_{strand}", f"Two strands have place {rank}: give each a place of its own"
                )
            taken[rank] = strand
        return cleaned

    @property
    def order(self) -> list[str]:
        """The strands in the order given."""
        return sorted(self.ids, key=lambda strand: int(self.cleaned_data[f"rank_{strand}"]))

    @property
    def reasons(self) -> dict[str, str]:
        """Strand → reason, empty where none is given."""
        return {strand: self.cleaned_data[f"reason_{strand}"] for strand in self.ids}


class SendBackForm(forms.Form):
    """What the head would like the lead to look at again."""

    because = forms.CharField(
        label="What should the lead look at again?",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST}),
        error_messages={
            "required": "Say what the lead should look at again",
            "max_length": f"Say it in {LONGEST} characters or fewer",
        },
    )
