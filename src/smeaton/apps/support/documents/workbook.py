"""The whole plan as an Excel workbook: packages, runs, mentors, needs met, costs. No people in it."""

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from smeaton.apps.support.documents import sentences
from smeaton.apps.support.queries import CompletePlan, PackageView, PlanExport
from smeaton.apps.support.queries.sessions import in_words

MARK = " (synthetic)"

Cell = str | int | float
Row = tuple[Cell, ...]
Sheet = tuple[str, tuple[str, ...], list[Row]]


def workbook_name(content: PlanExport) -> str:
    """The file's name, with the day on which the plan was made."""
    day = f"{content.plan.made_at:%Y-%m-%d}" if content.plan else "none"
    mark = "-synthetic" if content.synthetic else ""
    return f"{content.place_slug}-{content.subject.lower().replace(' ', '-')}-plan-{day}{mark}.xlsx"


def plan_workbook(content: PlanExport) -> bytes:
    """The workbook as bytes. Text is only ever text: nothing in it is taken for a formula or an address.

    Raises ValueError where there is no plan.
    """
    if content.plan is None:
        raise ValueError("there is no plan to export")
    file = BytesIO()
    book = xlsxwriter.Workbook(
        file,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    title = book.add_format({"bold": True, "font_size": 13})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    mark = MARK if content.synthetic else ""
    book.set_properties({"title": f"{content.programme_name}: support plan{mark}", "company": "Smeaton"})
    for name, columns, rows in _sheets(content, content.plan):
        sheet = book.add_worksheet(f"{name}{mark}")
        sheet.write_string(0, 0, f"{content.programme_name}: {name.lower()}{mark}", title)
        for column, text in enumerate(columns):
            sheet.write_string(2, column, text, head)
            widest = max([len(str(row[column])) for row in rows] + [len(text) * 2 // 3])
            sheet.set_column(column, column, min(60, widest + 2))
        for line, row in enumerate(rows, start=3):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(line, column, cell)
                else:
                    sheet.write_number(line, column, cell)
        sheet.freeze_panes(3, 1)
    book.close()
    return file.getvalue()


def _sheets(content: PlanExport, plan: CompletePlan) -> Sequence[Sheet]:
    return (
        ("Plan", ("What", "Figure"), _summary(plan)),
        (
            "Packages",
            (
                "School",
                "URN",
                "Items",
                "Hours",
                "Cost £",
                "Cover days",
                "Cover £",
                "Share of need met",
                "Note",
            ),
            [_package(view) for view in content.packages],
        ),
        (
            "Items",
            (
                "School",
                "URN",
                "Item",
                "Kind",
                "Where",
                "Date",
                "Places",
                "Hours",
                "Cost £",
                "Cover days",
                "Cover £",
                "Share of need met",
                "Stands in … of 100 versions",
                "Needs served",
            ),
            [row for view in content.packages for row in _items(view)],
        ),
        (
            "Runs",
            (
                "Offer",
                "Mode",
                "Provider",
                "Host",
                "Runs",
                "Places",
                "Minimum",
                "Maximum",
                "Schools",
                "Cost £",
            ),
            [
                (
                    run.name,
                    run.mode,
                    run.provider,
                    run.host,
                    run.runs,
                    run.seats,
                    run.seats_min,
                    "no limit" if run.seats_max is None else run.seats_max,
                    "; ".join(f"{visit.school} ({visit.amount:g})" for visit in run.schools),
                    round(run.cost, 2),
                )
                for run in content.offers.runs
            ],
        ),
        (
            "Mentors",
            ("Mentor", "School", "Hours used", "Hours available", "Departments", "Cost £"),
            [
                (
                    mentor.role,
                    mentor.school,
                    mentor.hours_used,
                    mentor.hours,
                    "; ".join(f"{visit.school} ({visit.amount:g} h)" for visit in mentor.departments)
                    or "none",
                    round(mentor.cost, 2),
                )
                for mentor in content.offers.mentors
            ],
        ),
        (
            "Needs",
            ("School", "URN", "Strand", "Need (0-1)", "Standard error", "Need after", "Share met"),
            [
                (view.school_name, view.urn, s.title, _f(s.before), _f(s.se), _f(s.after), _f(s.met))
                for view in content.packages
                for s in view.strands
            ],
        ),
        (
            "Budget",
            ("Budget £", "Need that could be met at most"),
            [(budget, _f(covered / plan.need if plan.need else 1.0)) for budget, covered in plan.curve],
        ),
        (
            "Money",
            ("Code", "Line", "Amount £", "Planned £", "Left £", "Pays in the plan"),
            _money(content),
        ),
    )


def _money(content: PlanExport) -> list[Row]:
    """Each line with what it pays, then what no line pays."""
    rows: list[Row] = []
    for line in content.money.lines:
        paid = "; ".join(f"{part.words} {part.pounds:.2f}" for part in line.paid)
        rows.append((line.code, line.name, line.amount, line.planned, line.left, paid or "nothing"))
    if rows:
        for short in content.money.shortages:
            rows += [("no line", part.words, 0.0, part.pounds, 0.0, "cannot be paid") for part in short.short]
    return rows


def _summary(plan: CompletePlan) -> list[Row]:
    rows: list[Row] = [
        ("Made on", f"{plan.made_at:%d %B %Y}"),
        ("In a sentence", sentences.plan_finding(plan)),
        ("Departments in the plan", plan.planned),
        ("Departments in the programme", plan.everywhere),
        ("Of these not shared by their trusts", plan.not_shared.schools),
        ("Budget £", plan.budget),
        ("Cost £", plan.cost),
        ("Share of need met", _f(plan.share)),
        ("Least served department, share of need met", _f(plan.least_served)),
        ("Proven gap to the best possible", _f(plan.gap)),
        ("Another £1,000", sentences.money_buys(plan)),
        ("Seconds of search", plan.seconds),
        ("Seed", plan.seed),
        ("Strength of support, against the usual assumption", plan.strength),
    ]
    rows += [("Limit", text) for text in sentences.limits(plan)]
    rows += [("Note", text) for text in plan.notes]
    return rows


def _package(view: PackageView) -> Row:
    planned = view.plan_id is not None
    return (
        view.school_name,
        view.urn,
        len(view.items),
        view.hours,
        view.cost,
        view.cover_days,
        view.cover_cost,
        _f(view.share) if planned else "not in the plan",
        view.why_none,
    )


def _items(view: PackageView) -> list[Row]:
    return [
        (
            view.school_name,
            view.urn,
            item.name,
            item.mode,
            item.where or "no host",
            in_words(item.meetings) or "still to come",
            item.seats,
            item.hours,
            item.cost,
            item.cover_days,
            item.cover_cost,
            _f(item.share),
            "not worked out" if item.firmness is None else item.firmness,
            "; ".join(f"{need.title} ({need.share:.0%})" for need in item.served),
        )
        for item in view.items
    ]


def _f(value: float) -> float:
    return round(value, 4)
