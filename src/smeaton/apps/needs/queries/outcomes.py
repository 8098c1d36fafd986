"""Published results beside what a department's staff answered, in a sentence."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

_PROMPT = (
    "A prompt, not a verdict: results depend on far more than this department, and tell nothing of a "
    "single strand."
)


@dataclass(frozen=True)
class ResultsBeside:
    """A school's published results beside its department's overall level.

    `flagged`: further from what is usual at that level than chance explains.
    """

    sentence: str
    flagged: bool


def results_beside(
    kept: Mapping[str, Any], department_id: int, together: Collection[int]
) -> ResultsBeside | None:
    """The results of one department, from what the analysis keeps; None where nothing is published at all.

    It is compared with others only where all of these are among `together`, whose trusts still share totals.
    """
    found = kept.get("departments", {}).get(str(department_id))
    if found is None:
        return None
    opening = f"Published results (Attainment 8, all subjects, all pupils, {kept['year']}):"
    figure, expected = found["figure"], found["expected"]
    if figure is None:
        why = {"missing": "none in the register", "not applicable": "none, the measure does not apply"}
        said = why.get(found["status"], found["status"])
        return ResultsBeside(f"{opening} {said} for this school, which is left out of any comparison.", False)
    compared = {int(key) for key, each in kept["departments"].items() if each["expected"] is not None}
    if expected is not None and not compared - {department_id} <= set(together):
        return ResultsBeside(
            f"{opening} {figure:.1f}, not compared with the answers until the next analysis: not all whom it "
            "was compared with share their totals now.",
            False,
        )
    if expected is None:
        why_not = (
            "too few schools have both"
            if kept["anchored"]
            else "how departments compare also depends on how strictly their staff judge themselves"
        )
        return ResultsBeside(f"{opening} {figure:.1f}, not compared with the answers: {why_not}.", False)
    among = f"(compared with {len(compared) - 1} other departments here; those without both are left out)"
    if found["flagged"]:
        side = "above" if figure > expected else "below"
        beside = f"well {side} the {expected} or so that is usual at this department's overall level {among}"
    else:
        beside = (
            f"beside the {expected} or so that is usual at this department's overall level {among}: no "
            "further from it than results here often are"
        )
    return ResultsBeside(f"{opening} {figure:.1f}, {beside}. {_PROMPT}", bool(found["flagged"]))
