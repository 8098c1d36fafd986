"""What the gallery shows: every component with invented names and figures, in its odd states too."""

from django import forms

from smeaton.terms import Reported, Status
from smeaton.ui.charts import (
    Bar,
    BudgetPoint,
    Chart,
    Dot,
    GapPoint,
    Mark,
    Pair,
    bars,
    budget_line,
    dots,
    gap_lines,
    paired_dots,
)
from smeaton.ui.components import Task
from smeaton.ui.maps import MapPoint, school_map

_LONG = "The Holy Trinity and Saint Bartholomew Church of England Academy and Sixth Form College"
_STRANDS = (
    "Memory and recall",
    "Language of science",
    "Practical work",
    "Feedback",
    "Models and explanations",
    "Curriculum and progression",
    "Staffing and specialist knowledge",
    "Technicians",
)
_SOURCE = "invented for this gallery"


class ExampleForm(forms.Form):
    """A field of every kind, each with words of its own for what is wrong."""

    urn = forms.CharField(
        label="URN of the school",
        help_text="Six figures, such as 136556",
        error_messages={"required": "Enter the school’s URN"},
    )
    standing = forms.ChoiceField(
        label="Standing in the programme",
        choices=[("invited", "Invited"), ("taking part", "Taking part"), ("declined", "Declined")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the standing"},
    )
    strands = forms.MultipleChoiceField(
        label="Strands to look at first",
        choices=[(name, name) for name in _STRANDS[:3]],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one strand"},
    )
    trust = forms.ChoiceField(
        label="Trust",
        choices=[("", "Choose a trust"), ("1", "Alder Trust"), ("2", "Birch Trust")],
        error_messages={"required": "Choose a trust"},
    )
    reason = forms.CharField(
        label="Reason", widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": "Say why"}
    )
    sure = forms.BooleanField(
        label="The head has agreed", error_messages={"required": "Confirm that the head has agreed"}
    )


def gallery_charts() -> dict[str, Chart]:
    """One chart of every kind, by name."""
    gaps = [
        (2016, 14.0, 13.2, ""),
        (2017, 14.9, 13.3, ""),
        (
            2018,
            10.6,
            13.5,
            "the published averages imply 39% disadvantaged pupils, against 24–32% in other years",
        ),
        (2019, 17.3, 13.7, ""),
        (2020, 16.5, 14.2, ""),
        (2021, 17.0, 14.6, ""),
        (2022, 17.6, 15.2, ""),
        (2023, 16.9, 15.4, ""),
        (2024, 15.8, 15.5, ""),
        (2025, 16.1, 15.6, ""),
    ]
    levels = [
        (1.6, 0.25),
        (1.9, 0.3),
        (2.1, 0.5),
        (2.3, 0.2),
        (2.5, 0.4),
        (2.7, 0.3),
        (2.9, 0.25),
        (3.1, 0.6),
    ]
    bands = ["clearly a priority"] * 2 + ["possibly"] * 2 + ["unlikely"] * 4
    rows = [
        Dot(
            name,
            level,
            max(1, level - width),
            min(4, level + width),
            band=band,
            middle=(2.0 + 0.1 * i, 2.5 + 0.1 * i),
            marks=(Mark("lead", level + 0.4), Mark("teachers", level - 0.05))
            + ((Mark("technicians", level - 0.35),) if name == "Technicians" else ()),
        )
        for i, (name, (level, width), band) in enumerate(zip(_STRANDS, levels, bands, strict=True))
    ]
    schools = ["Alderwood School", "Birchfield Academy", "Cedar High School for Girls", _LONG, "Elm Park"]
    return {
        "gap": gap_lines(
            [GapPoint(y, a, b, unjoined=y in (2020, 2021), flag=flag) for y, a, b, flag in gaps],
            title="Attainment gap, Testshire and England",
            finding="Testshire’s gap is 16.1 points, 0.5 wider than England’s.",
            ours="Testshire",
            theirs="England",
            axis="Gap in Attainment 8, points (all subjects)",
            source=_SOURCE,
            synthetic=True,
        ),
        "dots": dots(
            rows,
            title="Needs by strand",
            finding="Two strands stand out: memory and recall, and the language of science.",
            axis="Level of practice",
            levels=("1 starting", "2 developing", "3 secure", "4 leading"),
            source=_SOURCE,
            synthetic=True,
        ),
        "paired": paired_dots(
            [Pair(name, 0.05 + 0.02 * i, 0.9 - 0.09 * i) for i, name in enumerate(_STRANDS)],
            title="Need met, now and with this package",
            finding="The package meets most of the need in memory and recall.",
            axis="Share of need met",
            source=_SOURCE,
            synthetic=True,
        ),
        "bars": bars(
            [Bar(name, 8.4 - 0.6 * i, 10.4) for i, name in enumerate(schools)],
            title="Need covered by department",
            finding="One department lies below the floor of 61%.",
            axis="Share of need covered",
            floor=0.61,
            floor_label="floor 61%",
            source=_SOURCE,
            synthetic=True,
        ),
        "budget": budget_line(
            [BudgetPoint(4000 * i, 1 - 0.72**i) for i in range(11)],
            title="What a budget buys",
            finding="Another £1,000 would meet about 1.0% more need.",
            source=_SOURCE,
            today=28_480,
            today_share=0.86,
            synthetic=True,
        ),
        "nothing": dots(
            [],
            title="Needs by strand",
            finding="Nobody has answered yet, so there is nothing to show.",
            axis="Level of practice",
            source="",
        ),
    }


def gallery_context() -> dict[str, object]:
    """The context of the gallery page."""
    spots = [
        ("Alderwood School", 247719, 59693, 1268, "taking part"),
        ("Birchfield Academy", 246786, 58031, 392, "taking part"),
        ("Cedar High School for Girls", 246381, 54916, 916, "invited"),
        (_LONG, 254230, 56305, 1607, "taking part"),
        ("Elm Park", 246591, 55723, 1284, "not approached"),
        ("Fir Tree College", 246591, 55723, None, "taking part"),
        ("Gorse Hill", 252458, 52645, 1003, "left"),
        ("Hazel Grove", None, None, 700, "invited"),
    ]
    return {
        "charts": gallery_charts(),
        "map": school_map(
            [
                MapPoint(name, e, n, pupils, standing, url=f"#school-{i}")
                for i, (name, e, n, pupils, standing) in enumerate(spots)
            ],
            title="Schools of Testshire",
            finding="Four of eight schools take part.",
            source=_SOURCE,
            synthetic=True,
        ),
        "tasks": [
            Task("Ask Birchfield Academy for the answers of its technicians", "#tasks", "closes on Friday"),
            Task("Sign off the package of Cedar High School for Girls", "#tasks"),
            Task(f"Book a host for the course at {_LONG}", "#tasks", "two seats under its minimum"),
        ],
        "rows": [
            {
                "number": i,
                "name": name,
                "trust": trust,
                "standing": standing,
                "band": band,
                "share": share,
                "cost": cost,
            }
            for i, (name, trust, standing, band, share, cost) in enumerate(
                [
                    ("Alderwood School", "Alder Trust", "taking part", "clearly a priority", 0.74, 1840),
                    (
                        _LONG,
                        "The Combined Diocesan Multi Academy Trust",
                        "invited",
                        "possibly",
                        0.614,
                        12950.5,
                    ),
                    ("Elm Park", "", "not approached", "unlikely", 0.0, 0),
                ]
            )
        ],
        "figures": [
            ("A value", Reported.of(15.84)),
            ("Zero", Reported.of(0.0)),
            ("Suppressed", Reported(Status.SUPPRESSED)),
            ("Not applicable", Reported(Status.NOT_APPLICABLE)),
            ("Missing", Reported(Status.MISSING)),
        ],
        "example": ExampleForm(prefix="example"),
        "form": None,
        "wrong": ExampleForm({}, prefix="wrong"),
    }
