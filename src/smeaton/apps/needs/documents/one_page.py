"""A department on one page, for governors: what is strong, what is agreed and why, how sure we are.

The page on the screen and the PDF are made from the same `OnePage`. It holds nothing of a role or a person:
only what all who answered said together, and how many they were.
"""

from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from importlib import resources

from smeaton.apps.needs.queries import DepartmentProfile, StrandNeed, words
from smeaton.apps.needs.queries.choices import ChoiceCard, ChosenStrand, DepartmentChoices
from smeaton.apps.needs.queries.levels import DepartmentLevels, StrandLevels
from smeaton.engine.needs.bands import CLEAR, POSSIBLE, UNLIKELY
from smeaton.ui.figures import decimal
from smeaton.ui.typesetting import Sheet

SECURE = 2.75
"""From this expected level on a strand may be called a strength."""
STRENGTHS = 3


@dataclass(frozen=True)
class Line:
    """A strand with what is said of it; `why` is the lead's reason, empty where none was given."""

    title: str
    level: str
    why: str = ""


@dataclass(frozen=True)
class Row:
    """A strand of the figure: expected level with its 90% interval; `rank` of a priority, else 0."""

    title: str
    estimate: float
    lower: float
    upper: float
    figures: str
    rank: int


@dataclass(frozen=True)
class OnePage:
    """Everything that the page says, as text, and the figure's numbers."""

    title: str
    place: str
    finding: str
    synthetic: bool
    strong: tuple[Line, ...]
    agreed: tuple[Line, ...]
    status: str
    sure: tuple[str, ...]
    rows: tuple[Row, ...]
    levels: tuple[str, ...]
    figure_words: str
    source: str
    made_on: str

    @property
    def file_name(self) -> str:
        """What the PDF is called; it says itself where its figures are synthetic."""
        plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in self.title.lower())
        short = "-".join(part for part in plain.split("-") if part)[:80]
        return f"{short}{'-synthetic' if self.synthetic else ''}.pdf"


def one_page(
    choices: DepartmentChoices,
    levels: DepartmentLevels,
    *,
    place: str,
    today: date,
) -> OnePage:
    """The one page of a department, from the read models that its other pages show."""
    profile, held = levels.profile, choices.held
    needs = {strand.strand: strand for strand in profile.strands}
    values = {each.strand: each for each in levels.strands}
    chosen = held.priorities if held else ()
    ranks = {each.strand: each.rank for each in chosen}
    strong = [
        strand
        for strand in sorted(profile.strands, key=lambda s: (-s.estimate, s.title))
        if strand.band == UNLIKELY and strand.estimate >= SECURE and strand.strand not in ranks
    ][:STRENGTHS]
    rows = tuple(_row(strand, ranks.get(strand.strand, 0)) for strand in profile.strands)
    return OnePage(
        title=f"{words.begun(profile.subject)} at {profile.school_name}",
        place=place,
        finding=_finding(strong, held, profile),
        synthetic=profile.synthetic,
        strong=tuple(Line(s.title, _level(s, profile.levels, values.get(s.strand))) for s in strong),
        agreed=tuple(_agreed(each, needs, profile, values) for each in chosen),
        status=held.said if held else f"No priorities are agreed yet: they are {choices.state}.",
        sure=tuple(_sure(profile, chosen, needs)),
        rows=rows,
        levels=profile.levels,
        figure_words=_in_words(rows),
        source=_source(profile),
        made_on=f"{today.day} {today:%B %Y}",
    )


@cache
def _template() -> str:
    return resources.files("smeaton.apps.needs.documents").joinpath("one-page.typ").read_text("utf-8")


def one_page_sheet(page: OnePage, made_at: int) -> Sheet:
    """The page as a document to be typeset; `made_at`, in seconds since 1970, is the date it bears."""
    return Sheet.of(_template(), asdict(page), made_at)


def _finding(strong: list[StrandNeed], held: ChoiceCard | None, profile: DepartmentProfile) -> str:
    if not profile.strands:
        return profile.finding
    said = []
    if strong:
        names = words.joined([words.in_text(s.title) for s in strong])
        said.append(f"Strong in {names}.")
    if held:
        names = words.joined([words.in_text(p.title) for p in held.priorities])
        said.append(f"{words.begun(words.number(len(held.priorities)))} priorities are agreed: {names}.")
    else:
        said.append(profile.finding)
    return " ".join(said)


def _level(strand: StrandNeed, names: tuple[str, ...], beside: StrandLevels | None = None) -> str:
    text = (
        f"level {decimal(strand.estimate)} of 4, {_near(strand.estimate, names)}; nine times in ten between "
        f"{decimal(strand.lower)} and {decimal(strand.upper)}"
    )
    if beside and beside.agreed:
        text += f". Agreed with the hub: {decimal(beside.agreed.level)}"
    elif beside and beside.moderated:
        text += f". Moderated by the hub: {decimal(beside.moderated.level)}"
    return text


def _near(level: float, names: tuple[str, ...]) -> str:
    """“secure”, or “between emerging and secure”."""
    half = round(level * 2) / 2
    whole = int(half)
    if half == whole:
        return f"about “{names[whole - 1].lower()}”"
    return f"between “{names[whole - 1].lower()}” and “{names[whole].lower()}”"


def _agreed(
    chosen: ChosenStrand,
    needs: dict[str, StrandNeed],
    profile: DepartmentProfile,
    values: dict[str, StrandLevels],
) -> Line:
    strand = needs.get(chosen.strand)
    level = _level(strand, profile.levels, values.get(chosen.strand)) if strand else "not in the latest audit"
    return Line(chosen.title, level, chosen.reason)


def _sure(
    profile: DepartmentProfile, chosen: tuple[ChosenStrand, ...], needs: dict[str, StrandNeed]
) -> list[str]:
    if not profile.strands:
        return ["Nobody has answered the audit yet."]
    said, told = [profile.basis.sentence], False
    for band, opening, ending in (
        (CLEAR, "Clearly among", ""),
        (POSSIBLE, "Possibly among", ""),
        (UNLIKELY, "Unlikely to be among", " in the figures, and chosen for other reasons"),
    ):
        names = [
            words.in_text(each.title)
            for each in chosen
            if each.strand in needs and needs[each.strand].band == band
        ]
        if names:
            them = "them" if told else "the three strands with most need"
            said.append(f"{opening} {them}{ending}: {words.joined(names)}.")
            told = True
    said.append(
        "The lines of the figure show where a level lies nine times in ten. Where two lines overlap, "
        "the order of the strands could be another."
    )
    if profile.more:
        said.append(profile.more)
    said.append(
        "This is what staff said of the department’s practice. It judges no person, and says nothing of how "
        "the school compares with others."
    )
    return said


def _row(strand: StrandNeed, rank: int) -> Row:
    figures = f"{decimal(strand.estimate)} ({decimal(strand.lower)} to {decimal(strand.upper)})"
    return Row(strand.title, strand.estimate, strand.lower, strand.upper, figures, rank)


def _in_words(rows: tuple[Row, ...]) -> str:
    told = [f"{row.title}, {row.figures}{f', priority {row.rank}' if row.rank else ''}" for row in rows]
    return f"Expected level of practice with its 90% interval, from 1 to 4: {'; '.join(told)}."


def _source(profile: DepartmentProfile) -> str:
    if profile.made_at is None:
        return "No audit has been analysed yet."
    made = f"{profile.made_at.day} {profile.made_at:%B %Y}"
    mark = " (synthetic)" if profile.synthetic and "synthetic" not in profile.source else ""
    return f"{profile.source}{mark}, analysed on {made}; choice of priorities in Smeaton"
