"""The catalogue as a workbook to fill in: offers with a column for each strand, facilitators, order."""

from decimal import Decimal
from io import BytesIO

import xlsxwriter

from smeaton.apps.support.documents.books import OPTIONS, Sheet, write_table
from smeaton.apps.support.models import Depth, Mode, Part, Reaches
from smeaton.apps.support.queries.catalogue import LABELS, CataloguePage, Known, OfferEntry
from smeaton.engine.support.balance import MECHANISMS
from smeaton.ui.figures import count_of

KEY = "Key"
COLUMNS = [field for field in LABELS if field not in ("gives", "facilitators", "after")]
"""Fields of the sheet of offers, in the order of its columns; the strands follow."""
OFFERS, FACILITATORS, ORDER, WORDS = "Offers", "Facilitators", "Order", "Words"
FACILITATOR_COLUMNS = (KEY, "Role", "School or provider", "Days a run")
ORDER_COLUMNS = (KEY, "Comes after", "Days between")

Cell = str | int | float


def catalogue_finding(page: CataloguePage) -> str:
    """How many offers there are, and how many the plan uses."""
    if not page.in_use:
        return "The catalogue is empty: a plan has nothing to choose from yet."
    used = sum(offer.places > 0 for _, offers in page.modes for offer in offers)
    out = f"; {len(page.out_of_use)} more are out of use" if page.out_of_use else ""
    return f"{page.in_use} offers to choose from{out}. The current plan uses {count_of(used, page.in_use)}."


def catalogue_book(entries: list[OfferEntry], known: Known, synthetic: bool) -> bytes:
    """The workbook; what it holds is taken in again unchanged."""
    mark = " (synthetic)" if synthetic else ""
    strands = list(known.strands)
    file = BytesIO()
    book = xlsxwriter.Workbook(file, OPTIONS)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    book.set_properties({"title": f"Catalogue{mark}", "company": "Smeaton"})
    offers = Sheet(
        f"{OFFERS}{mark}",
        [KEY, *(LABELS[field] for field in COLUMNS), *(known.strands[s] for s in strands)],
        [_offer(entry, strands) for entry in entries],
    )
    led = [
        (entry.key, row.role, row.provider, float(row.days))
        for entry in entries
        for row in entry.facilitators or ()
    ]
    after = [(entry.key, row.key, row.days) for entry in entries for row in entry.after or ()]
    sheets = [
        offers,
        Sheet(f"{FACILITATORS}{mark}", FACILITATOR_COLUMNS, led),
        Sheet(f"{ORDER}{mark}", ORDER_COLUMNS, after),
        Sheet(f"{WORDS}{mark}", ("Column", "What may stand there"), _words(known)),
    ]
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        write_table(page, sheet, head)
        page.freeze_panes(1, 1)
        if sheet is offers:
            _choices(page, 1 + len(COLUMNS), len(strands))
    book.close()
    return file.getvalue()


def catalogue_book_name(place_slug: str, synthetic: bool) -> str:
    """The file's name."""
    return f"{place_slug}-catalogue{'-synthetic' if synthetic else ''}.xlsx"


def _offer(entry: OfferEntry, strands: list[str]) -> tuple[Cell, ...]:
    gives = [", ".join(entry.gives[s]) if s in entry.gives else "" for s in strands]
    return (entry.key, *(_cell(entry, field) for field in COLUMNS), *gives)


def _cell(entry: OfferEntry, field: str) -> Cell:
    value = getattr(entry, field)
    if field == "mode":
        return str(Mode(value).label)
    if field == "reaches":
        return str(Reaches(value).label)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    if isinstance(value, Decimal):
        return float(value)
    return "" if value is None else value


def _words(known: Known) -> list[tuple[str, str]]:
    rows = [
        (KEY, "short and unchanging, like recall-day; leave it empty for a new offer"),
        (LABELS["mode"], "; ".join(mode.label for mode in Mode)),
        (LABELS["sessions"], "how many dated sessions; 0 where people go at their own pace"),
        (LABELS["seats_max"], "empty where there is no limit"),
        (LABELS["reaches"], "; ".join(str(each.label) for each in Reaches)),
        (f"{LABELS['hosted']}, {LABELS['evening']}, {LABELS['in_use']}", "yes or no"),
        (LABELS["spacing_days"], "28: each session at least four weeks after the one before"),
        (LABELS["venues"], "URNs of hosts that can hold it, with spaces between; empty: every host can"),
        (LABELS["mechanisms"], "codes with spaces between, like A1 B2 D4"),
        ("each strand", "main or also, and light, solid or deep: “main, solid”; empty: nothing"),
        ("Role", "never a person’s name: lead practitioner in science"),
    ]
    rows += [(f"mechanism {code}", words) for code, words in MECHANISMS.items()]
    rows += [(f"venue {urn}", name) for urn, name in known.hosts.items()]
    return rows


def _choices(page: object, first: int, strands: int) -> None:
    """Lists to choose from in Excel, where a column knows its words."""
    rows = 500
    gives = [f"{part.value}, {depth.value}" for part in Part for depth in Depth]
    lists = {
        1 + COLUMNS.index("mode"): [str(mode.label) for mode in Mode],
        1 + COLUMNS.index("reaches"): [str(each.label) for each in Reaches],
        **{1 + COLUMNS.index(field): ["yes", "no"] for field in ("hosted", "evening", "in_use")},
        **{first + n: gives for n in range(strands)},
    }
    for column, words in lists.items():
        page.data_validation(  # type: ignore[attr-defined]
            1, column, rows, column, {"validate": "list", "source": words, "error_type": "warning"}
        )
