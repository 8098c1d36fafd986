"""Sentences about need: findings, what they rest on, what more answers would buy."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from smeaton.engine.needs.bands import CLEAR

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class Sized(Protocol):
    """A strand as far as a sentence names it."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def band(self) -> str:
        """How sure we are that it is a priority."""

    @property
    def p_weakest3(self) -> float:
        """Probability that it is among the three weakest."""


def number(count: int) -> str:
    """One to ten in words, as English does in running text; larger numbers in figures."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else f"{count:,}"


def joined(names: Sequence[str]) -> str:
    """“a, b and c”; where a name has an “and” of its own, a comma before the last one tells them apart."""
    if len(names) < 2:
        return "".join(names)
    comma = "," if any(" and " in name for name in names) else ""
    return ", ".join(names[:-1]) + f"{comma} and {names[-1]}"


def in_text(title: str) -> str:
    """A title as it stands inside a sentence."""
    return title[:1].lower() + title[1:]


def begun(sentence: str) -> str:
    """The sentence with a capital."""
    return sentence[:1].upper() + sentence[1:]


def department_finding(strands: Sequence[Sized]) -> str:
    """Which strands stand out, and how sure we are: one or two sentences."""
    if not strands:
        return "No answers have come in yet, so we cannot say what this department needs."
    ordered = sorted(strands, key=lambda strand: -strand.p_weakest3)
    clear = [in_text(strand.title) for strand in ordered if strand.band == CLEAR]
    likely = [
        in_text(strand.title) for strand in ordered if strand.band != CLEAR and strand.p_weakest3 >= 0.35
    ][: max(3 - len(clear), 0)]
    if not clear and not likely:
        return "No strand stands out: what we know so far fits any of them."
    if not clear:
        are = "is" if len(likely) == 1 else "are"
        return f"No strand is clearly a priority yet. The likeliest {are} {joined(likely)}."
    are = "is clearly a priority" if len(clear) == 1 else "are clearly priorities"
    total = len(clear) + len(likely)
    opening = "One strand stands" if total == 1 else f"{begun(number(total))} strands stand"
    ending = f"; we are less sure of {joined(likely)}" if likely else ""
    return f"{opening} out. {begun(joined(clear))} {are}{ending}."


def who_answered(
    teachers: int, of_teachers: int | None, leads: int, technicians: int, of_technicians: int | None
) -> str:
    """“14 of 16 teachers, the lead and one technician answered”: without a full stop."""
    staff = f"{teachers} of {of_teachers} teachers" if of_teachers else _count(teachers, "teacher")
    if of_teachers and teachers == of_teachers > 1:
        staff = f"all {number(teachers)} teachers"
    parts = [staff, "the lead" if leads == 1 else _count(leads, "lead") if leads else "no lead"]
    if technicians and of_technicians and of_technicians > 1:
        all_of_them = f"all {number(technicians)}" if technicians >= of_technicians else ""
        parts.append(f"{all_of_them or f'{technicians} of {of_technicians}'} technicians")
    else:
        parts.append(_count(technicians, "technician"))
    return f"{joined(parts)} answered"


_WHO = {"lead": "the lead", "technicians": "the technicians", "teachers": "the teachers"}


def disagreement(title: str, source: str, against: str, gap: float, people: int = 1) -> str:
    """Where two sources differ: “Models: the lead sees practice about 1.4 levels higher than …”."""
    one, other = _WHO[source], _WHO[against]
    if source == "technicians" and people == 1:
        one = "the technician"
    do = "does" if against == "lead" else "do"
    sees = "sees" if one in {"the lead", "the technician"} else "see"
    higher = "higher" if gap > 0 else "lower"
    return (
        f"{title}: {one} {sees} practice about {abs(gap):.1f} levels {higher} than {other} {do}, beyond the "
        "usual difference between them."
    )


def change(title: str, found: Mapping[str, Any]) -> str:
    """What has changed in a strand, beside what chance and regression to the mean alone would give."""
    before = float(found["before"])
    moved = float(found["after"]) - before
    low, high = (float(found[end]) - before for end in ("chance_low", "chance_high"))
    beyond = "more than chance explains" if found["beyond_chance"] else "no more than chance can explain"
    error = 1.645 * float(found["se"])
    return (
        f"{title}: moved by {_signed(moved)} (±{error:.1f}); chance and regression alone would give between "
        f"{_signed(low)} and {_signed(high)}, so this is {beyond}."
    )


def _signed(value: float) -> str:
    rounded = round(value, 1)
    return f"+{rounded:.1f}" if rounded > 0 else f"−{abs(rounded):.1f}" if rounded < 0 else "0.0"


def reliabilities(between: float | None, within: float | None) -> str:
    """Two reliabilities (0 to 1) in words; empty where none is known."""
    parts = []
    if within is not None:
        parts.append(f"which strands are weakest here: {_sure(within)}")
    if between is not None:
        parts.append(f"how this department compares with others: {_sure(between)}")
    return f"How far these answers tell {'; '.join(parts)}." if parts else ""


def _sure(reliability: float) -> str:
    word = "well" if reliability >= 0.8 else "fairly well" if reliability >= 0.6 else "roughly"
    word = word if reliability >= 0.4 else "hardly"
    return f"{word} (reliability {reliability:.2f})"


def _count(count: int, noun: str) -> str:
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def more_answers(
    answered: int,
    teachers: int | None,
    now: float | None,
    then: float | None,
    some: tuple[int, float | None] = (0, None),
) -> str:
    """What the answers of the remaining teachers would buy; `now`, `then` are half-widths of an interval.

    `some` is fewer than the remaining ones with the half-width that they would give.
    """
    if not answered:
        return "Once teachers answer, their strands get intervals of their own."
    if teachers is None:
        return "How many teachers there are is not known, so we cannot say what more answers would buy."
    missing = teachers - answered
    if missing <= 0:
        return "All teachers have answered: a later round, not more answers now, would narrow the intervals."
    if now is None or then is None:
        return f"{begun(_count(missing, 'teacher'))} could still answer."
    who = "the other teacher" if missing == 1 else f"the other {number(missing)} teachers"
    if now - then < 0.005:
        return f"If {who} answered as well, a typical interval would stay at about ±{now:.2f}."
    if some[0] and some[1] is not None and some[0] < missing:
        return (
            f"If {number(some[0])} more teachers answered, a typical interval would narrow from ±{now:.2f} "
            f"to ±{some[1]:.2f}; with all {number(missing)} others, to ±{then:.2f}."
        )
    return f"If {who} answered as well, a typical interval would narrow from ±{now:.2f} to ±{then:.2f}."
