"""Nobody sets a password that is known from a breach: a list on disk, searched by halves."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from smeaton.project.sign_in.breached import NotBreached, stands_in
from tests.apps.home.test_passwords import GOOD, OLD, by_password, change
from tests.factories.personas import Personas

HASHES = st.lists(
    st.binary(min_size=20, max_size=20).map(lambda raw: raw.hex().upper().encode()), unique=True
)


def written(folder: Path, *passwords: str, ends: str = "\n") -> Path:
    """A list as it is given away: hash and count, in the order of the hashes."""
    hashes = sorted(
        hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper() for word in passwords
    )
    file = folder / "pwned.txt"
    file.write_bytes("".join(f"{each}:{number}{ends}" for number, each in enumerate(hashes, 1)).encode())
    return file


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_password_of_the_list_is_refused_and_no_other(tmp_path: Path, ends: str) -> None:
    words = [f"word number {number}" for number in range(500)]
    known = NotBreached(str(written(tmp_path, *words, ends=ends)))
    for word in words:
        with pytest.raises(ValidationError, match="known from a breach"):
            known.validate(word)
        known.validate(f"{word}!")


@given(hashes=HASHES, other=HASHES, counts=st.booleans())
def test_what_stands_in_a_file_is_found_by_halves_as_by_reading_it(
    hashes: list[bytes], other: list[bytes], counts: bool
) -> None:
    seen = [b":7" * counts, b":4001" * counts]  # lines of several lengths
    file = BytesIO(b"".join(each + seen[number % 2] + b"\n" for number, each in enumerate(sorted(hashes))))
    assert all(stands_in(file, each) for each in hashes)
    assert not any(stands_in(file, each) for each in set(other) - set(hashes))


def test_a_file_that_is_not_such_a_list_is_told_apart(tmp_path: Path) -> None:
    other = tmp_path / "words.txt"
    other.write_text("password\n123456\n", encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match=r"words.txt does not begin with a SHA-1"):
        NotBreached(str(other))
    with pytest.raises(FileNotFoundError):
        NotBreached(str(tmp_path / "none"))
    NotBreached().validate("anything goes where no list is")


def test_nobody_sets_a_breached_password(personas: Personas, tmp_path: Path) -> None:
    found = {
        "NAME": "smeaton.project.sign_in.breached.NotBreached",
        "OPTIONS": {"hashes": str(written(tmp_path, GOOD))},
    }
    client = by_password()
    with override_settings(AUTH_PASSWORD_VALIDATORS=[found]):
        assert "known from a breach of another site" in change(client, GOOD, old=OLD)
        assert change(client, f"{GOOD} more", old=OLD) == ""
