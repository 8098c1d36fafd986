"""Taking somebody's name and addresses out of what people wrote freely, wherever it stands."""

import re
import unicodedata
from typing import Any, Literal

from django.db.models import CharField, Model

from smeaton.apps.home.queries.records import Record, Subject

INSTEAD = "[erased]"
BATCH = 500
_FORMS: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")


def words_of(subject: Subject) -> re.Pattern[str] | None:
    """What is looked for: addresses, and names of two words or more. One word alone may be anybody's.

    None where there is nothing to look for.
    """
    wanted = [rf"(?<![\w.+-]){re.escape(each)}(?!\w|[.-]\w)" for each in sorted(subject.addresses)]
    for name in sorted(subject.names):
        parts = name.split()
        if len(parts) > 1:
            wanted += [_name(parts, form) for form in _FORMS]
    return re.compile("|".join(wanted), re.IGNORECASE) if wanted else None


def _name(parts: list[str], form: Literal["NFC", "NFD"]) -> str:
    """A name as a whole, in one of the two ways in which its accents may be kept."""
    words = [re.escape(unicodedata.normalize(form, part)) for part in parts]
    return r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)"


def scrub(record: Record, model: type[Model], words: re.Pattern[str]) -> int:
    """Replace the words in every text of a model; returns how many rows had them.

    The whole table is read: nothing says where somebody was written about. What is otherwise never changed,
    such as a recorded level, is changed all the same: the law asks for it.
    """
    changed: dict[object, dict[str, Any]] = {}
    for key, *texts in model._base_manager.values_list("pk", *record.texts).iterator(chunk_size=BATCH):
        clean = [_clean(text, words) for text in texts]
        if clean != texts:
            changed[key] = {
                name: _fitting(model, name, new)
                for name, old, new in zip(record.texts, texts, clean, strict=True)
                if new != old
            }
    for key, values in changed.items():
        model._base_manager.filter(pk=key).update(**values)
    return len(changed)


def _clean(value: Any, words: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return words.sub(INSTEAD, value)
    if isinstance(value, list):
        return [_clean(each, words) for each in value]
    if isinstance(value, dict):
        return {_clean(key, words): _clean(each, words) for key, each in value.items()}
    return value


def _fitting(model: type[Model], name: str, value: Any) -> Any:
    """What was as long as its field may be stays so, where an address was shorter than what replaces it."""
    field = model._meta.get_field(name)
    return value[: field.max_length] if isinstance(field, CharField) and field.max_length else value
