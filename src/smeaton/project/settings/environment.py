"""What the environment says. Whatever is secret may stand in a file instead, which `SMEATON_…_FILE` names."""

import os
from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def with_files(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment, with each `SMEATON_NAME_FILE` read as `SMEATON_NAME`.

    So a vault, systemd's credentials or a container's secrets can hand them over as files: what stands in the
    environment itself is seen by every process of the account. `ImproperlyConfigured`, with a sentence that
    does not repeat what the file holds, where one cannot be read or both are set.
    """
    said = dict(environment)
    for name, file in environment.items():
        if not (name.startswith("SMEATON_") and name.endswith("_FILE") and file):
            continue
        plain = name.removesuffix("_FILE")
        if environment.get(plain):
            raise ImproperlyConfigured(f"{plain} and {name} are both set: leave one of them out.")
        try:
            said[plain] = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is no text"
            raise ImproperlyConfigured(f"{name}: {file} cannot be read ({why}).") from None
        if not said[plain]:
            raise ImproperlyConfigured(f"{name}: {file} is empty.")
    return said


def words(text: str) -> list[str]:
    """What stands between commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


said: Mapping[str, str] = with_files(os.environ)
"""Read once, when the settings are."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names of this machine, to which nothing has to be encrypted."""
