"""Forms of an import: the file, what each column holds, what answers mean."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from smeaton.apps.needs.queries.importing import OpenImport
from smeaton.engine.sources.survey_exports import VALUES, Column, Wordings, answer_groups, distinct
from smeaton.engine.sources.survey_exports.reading import LARGEST
from smeaton.ui.forms import upload_field

_LONGEST = 70
_MOST_TEXTS = 40
_MOST_ROLES = 15
_MOST_OPTIONS = 450
"""Options of all selects for schools together: a page stays light in a place of many schools."""
_ROLES = [("lead", "Lead of the department"), ("teacher", "Teacher"), ("technician", "Technician")]


class UploadForm(forms.Form):
    """One file, as the survey tool exported it."""

    file = upload_field(
        "The file with the answers",
        "A workbook (.xlsx) or a CSV file, as you downloaded it, of 10 MB at most.",
        ".csv,.xlsx,.tsv,.txt",
        choose="Choose the file that you downloaded from the survey tool",
        empty="Download it again, and choose that",
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """The file, if it is not too large."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is None or file.size > LARGEST:
            raise forms.ValidationError(
                "The file is larger than 10 MB. Delete the columns that are not needed, or divide it"
            )
        return file


@dataclass(frozen=True)
class ColumnCard:
    """One column on the page: what stands in it, and the field that says what it holds."""

    column: Column
    examples: tuple[str, ...]
    filled: int
    words: str
    field: forms.BoundField


class ColumnsForm(forms.Form):
    """What each of some columns holds; begins with what is decided or proposed."""

    def __init__(
        self, found: OpenImport, columns: Sequence[Column], data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, auto_id="%s")
        self._found, self._columns = found, columns
        choices = _targets(found.asked)
        for column in columns:
            self.fields[_name(column)] = forms.ChoiceField(
                label=f"Column {column.letter} holds",
                choices=choices,
                initial=found.mapping.target(column),
                error_messages={
                    "required": f"Choose what column {column.letter} holds",
                    "invalid_choice": f"Choose one of the meanings listed for column {column.letter}",
                },
            )

    @property
    def chosen(self) -> dict[str, str]:
        """Column's letters → what it holds. Only once the form is valid."""
        return {column.letter: self.cleaned_data[_name(column)] for column in self._columns}

    def cards(self) -> Iterator[ColumnCard]:
        """The columns with their examples."""
        places = {column.letter: place for place, column in enumerate(self._found.table.columns)}
        for column in self._columns:
            values = self._found.table.values(places[column.letter])
            proposal = self._found.proposals[column.letter]
            words = proposal.words
            if self._found.mapping.target(column) != proposal.target:
                words = "as it was mapped before" if self._found.remembered else "as you chose"
            elif proposal.target == "ignore" and not column.about:
                words = "nothing like it in the audit"
            shown = tuple(value if len(value) <= 80 else f"{value[:79]}…" for value in distinct(values)[:3])
            yield ColumnCard(column, shown, len(values), words, self[_name(column)])


@dataclass(frozen=True)
class MeaningSection:
    """A part of the page on meanings: what it is about, and its fields."""

    title: str
    about: str
    fields: tuple[forms.BoundField, ...]


class MeaningsForm(forms.Form):
    """What schools, roles and answers in the file mean."""

    def __init__(self, found: OpenImport, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="%s")
        self._found = found
        self._texts: dict[str, str] = {}
        self._sections: list[tuple[str, str, list[str]]] = []
        self._schools()
        self._roles()
        self._answers()

    def _add(self, kind: str, text: str, label: str, choices: list[tuple[str, str]], initial: str) -> str:
        name = f"{kind}-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:12]}"
        self._texts[name] = text
        self.fields[name] = _choice(label, choices, initial)
        return name

    def _schools(self) -> None:
        found, mapping = self._found, self._found.mapping
        choices = [(str(each.id), each.name) for each in found.asked.departments]
        texts, blanks = self._texts_of("school")
        names = []
        room = max(5, min(_MOST_TEXTS, _MOST_OPTIONS // max(len(choices), 1)))
        for text in sorted(texts, key=lambda each: each in mapping.schools)[:room]:
            initial = str(mapping.schools.get(text, ""))
            options = [("", "Not in this programme: leave the row out"), *choices]
            names.append(self._add("school", text, f"“{_short(text)}” is", options, initial))
        if blanks or not texts:
            self.fields["department"] = _choice(
                "School of every row that names none" if texts else "School of all rows",
                [("", "Not said: leave the rows out"), *choices],
                str(mapping.department or ""),
            )
            names.append("department")
        about = (
            f"{len(texts)} different texts are in that column; those not found come first."
            + (
                f" The first {room} that are not known are here; more follow when you save."
                if len(texts) > room
                else ""
            )
            if texts
            else "No column says at which school somebody is."
        )
        self._sections.append(("Schools", about, names))

    def _roles(self) -> None:
        mapping = self._found.mapping
        texts, blanks = self._texts_of("role")
        names = [
            self._add(
                "role",
                text,
                f"“{_short(text)}” is",
                [("", "None of these: leave the row out"), *_ROLES],
                mapping.roles.get(text, ""),
            )
            for text in texts[:_MOST_ROLES]
        ]
        if blanks or not texts:
            label = "Role of everybody whose row names none" if texts else "Role of everybody in the file"
            self.fields["default_role"] = _choice(
                label, [("", "Not said: leave the rows out"), *_ROLES], mapping.role
            )
            names.append("default_role")
        about = "" if texts else "No column says whether somebody is lead, teacher or technician."
        self._sections.append(("Roles", about, names))

    def _answers(self) -> None:
        found = self._found
        choices = [
            ("", "Not decided: leave these answers out"),
            *((str(n), f"{n} {name}") for n, name in enumerate(found.asked.levels, start=1)),
            ("dont_know", "Don’t know"),
            ("not_applicable", "Not applicable"),
            ("skip", "No answer"),
        ]
        mapped, room = found.mapping.values, _MOST_TEXTS
        for columns, counts in answer_groups(found.table, found.mapping, found.asked):
            shown = sorted(counts.items(), key=self._step)[:room]
            room -= len(shown)
            names = [
                self._add(
                    "value",
                    text,
                    f"“{_short(text)}” ({count} time{'s' * (count > 1)}) means",
                    choices,
                    mapped.get(text, ""),
                )
                for text, count in shown
            ]
            steps = sum(mapped.get(text) not in ("dont_know", "not_applicable") for text in counts)
            about = "Only this column uses these answers."
            if len(columns) > 1:
                about = f"{len(columns)} columns use the same answers."
            if any(text not in mapped for text in counts) and steps > 4:
                about += (
                    " They are more than four, so only somebody who knows the survey can say what they mean."
                )
            elif steps <= 4 and all(text in mapped for text in counts):
                about += " They were taken to be a scale of four steps: look whether that is so."
            if len(shown) < len(counts):
                about += f" {len(counts) - len(shown)} more are not shown: perhaps a column holds free text."
            self._sections.append((f"Answers in {_columns(columns)}", about, names))

    def _step(self, text_and_count: tuple[str, int]) -> tuple[int, str]:
        """Answers in the order of what they mean, those that mean nothing yet before them."""
        value = self._found.mapping.values.get(text_and_count[0], "")
        return (VALUES.index(value) + 1 if value in VALUES else 0, text_and_count[0])

    def _texts_of(self, target: str) -> tuple[list[str], int]:
        """The different texts of the column that holds something, and how many rows leave it blank."""
        table = self._found.table
        for place, column in enumerate(table.columns):
            if self._found.mapping.target(column) == target:
                values = table.values(place)
                return distinct(values), len(table.rows) - len(values)
        return [], len(table.rows)

    def sections(self) -> list[MeaningSection]:
        """The parts of the page."""
        return [
            MeaningSection(title, about, tuple(self[name] for name in names))
            for title, about, names in self._sections
        ]

    def said(self, kind: str) -> dict[str, str]:
        """Text → its meaning, for the texts of one kind. Only once the form is valid."""
        return {
            text: self.cleaned_data[name] for name, text in self._texts.items() if name.startswith(f"{kind}-")
        }


def _choice(label: str, choices: list[tuple[str, str]], initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        initial=initial,
        required=False,
        error_messages={"invalid_choice": f"Choose one of the meanings listed: {label}"},
    )


def _targets(asked: Wordings) -> list[tuple[str, str] | tuple[str, list[tuple[str, str]]]]:
    """All that a column may hold, grouped for a select."""
    people = [
        ("respondent", "Who answered (number or address)"),
        ("time", "When they answered"),
        ("role", "Their role"),
        ("school", "Their school or department"),
    ]
    groups: list[tuple[str, str] | tuple[str, list[tuple[str, str]]]] = [
        ("ignore", "Leave it out"),
        ("About the person", people),
    ]
    for strand, title in asked.strands.items():
        own = [(f"item:{i.id}", _short(i.text)) for i in asked.items if i.strand == strand]
        groups.append((title, [*own, (f"note:{strand}", f"A note on {title.lower()}")]))
    if asked.vignettes:
        groups.append(
            ("Described colleagues", [(f"vignette:{v.id}", _short(v.title)) for v in asked.vignettes])
        )
    return groups


def _name(column: Column) -> str:
    return f"column-{column.letter}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _columns(columns: Sequence[Column]) -> str:
    """“column F”, “columns F, G and H”, “columns F to T”."""
    letters = [column.letter for column in columns]
    if len(letters) == 1:
        return f"column {letters[0]}"
    if len(letters) <= 4:
        return f"columns {', '.join(letters[:-1])} and {letters[-1]}"
    return f"columns {letters[0]} to {letters[-1]}"
