"""Is a package balanced? The EEF's mechanisms of professional development, by group.

Source: Education Endowment Foundation, *Effective Professional Development* guidance report (2021), which
rests on Sims et al.: 14 mechanisms in four groups (2 + 3 + 5 + 4). A balanced package has at least one from
each. The check is of a package, not of each session.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

GROUPS: Mapping[str, str] = {
    "A": "build knowledge",
    "B": "motivate teachers",
    "C": "develop teaching techniques",
    "D": "embed practice",
}

MECHANISMS: Mapping[str, str] = {
    "A1": "managing cognitive load",
    "A2": "revisiting prior learning",
    "B1": "setting and agreeing on goals",
    "B2": "presenting information from a credible source",
    "B3": "giving affirmation and reinforcement after progress",
    "C1": "instructing teachers how to perform a technique",
    "C2": "arranging practical social support",
    "C3": "modelling the technique",
    "C4": "monitoring and giving feedback",
    "C5": "rehearsing the technique",
    "D1": "giving prompts and cues",
    "D2": "prompting action planning",
    "D3": "encouraging self-monitoring",
    "D4": "prompting context-specific repetition",
}


@dataclass(frozen=True, slots=True)
class Balance:
    """Which mechanisms and groups a package has. `warning` is empty when no group is missing."""

    mechanisms: tuple[str, ...]
    present: tuple[str, ...]
    missing: tuple[str, ...]
    warning: str


def check(mechanisms: Iterable[str]) -> Balance:
    """Balance of a package from the mechanism codes of its items (A1 to D4, in any order, repeats allowed).

    Raises `ValueError` for a code that is none of the 14.
    """
    codes = set(mechanisms)
    strange = sorted(codes - MECHANISMS.keys())
    if strange:
        raise ValueError(f"{strange[0]!r} is no mechanism; the codes are {', '.join(MECHANISMS)}.")
    present = tuple(group for group in GROUPS if any(code[0] == group for code in codes))
    missing = tuple(group for group in GROUPS if group not in present)
    return Balance(tuple(sorted(codes)), present, missing, _warning(missing))


def _warning(missing: tuple[str, ...]) -> str:
    if not missing:
        return ""
    if len(missing) == len(GROUPS):
        return "Nothing in this package says how it works."
    if missing == ("D",):
        return "Nothing in this package helps to embed practice, so what is learnt may not last."
    words = [GROUPS[group] for group in missing]
    listed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
    return f"Nothing in this package helps to {listed}" + (
        "; without embedding, what is learnt may not last." if "D" in missing else "."
    )
