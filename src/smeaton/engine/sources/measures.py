"""Which published column holds which measure, for all years from 2016-17. Columns are found by known names.

Groups: all; disadvantaged (free school meals in six years, looked after, or adopted from care); other.
Shares are percentages. Science is published apart from the headlines: entry to the science part of the
English Baccalaureate, its grades, entry to three separate sciences, and value added from key stage 2.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """What a figure is measured in, and between which bounds it can lie."""

    name: str
    lowest: float
    highest: float


PERCENT = Unit("per cent", 0, 100)
POINTS = Unit("points", 0, 100)
PROGRESS = Unit("grades against pupils with the same start", -20, 20)
SCALED = Unit("scaled score points", 0, 200)
PROGRESS_POINTS = Unit("scaled score points against pupils with the same start", -100, 100)
COUNT = Unit("pupils", 0, 100_000_000)


@dataclass(frozen=True)
class Measure:
    """One measure: its name, unit, and the known columns for all, disadvantaged and other pupils."""

    name: str
    unit: Unit
    all: tuple[str, ...] = ()
    disadvantaged: tuple[str, ...] = ()
    other: tuple[str, ...] = ()

    def groups(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The groups for which it is published, with the names of their columns."""
        for group, columns in (
            ("all", self.all),
            ("disadvantaged", self.disadvantaged),
            ("other", self.other),
        ):
            if columns:
                yield group, columns


def _split(name: str, unit: Unit, stem: str, tail: str = "") -> Measure:
    """A measure whose groups are written in the usual way: stem, stem_FSM6CLA1A, stem_NFSM6CLA1A."""
    return Measure(
        name,
        unit,
        (f"{stem}{tail}",),
        (f"{stem}_FSM6CLA1A{tail}",),
        (f"{stem}_NFSM6CLA1A{tail}", f"{stem}_NOTFSM6CLA1A{tail}"),
    )


KS4: tuple[Measure, ...] = (
    Measure(
        "pupils",
        COUNT,
        ("TPUP",),
        ("TFSM6CLA1A",),
        ("TNOTFSM6CLA1A", "TNFSM6CLA1A"),
    ),
    Measure("pupils_share", PERCENT, (), ("PTFSM6CLA1A",), ("PTNOTFSM6CLA1A", "PTNFSM6CLA1A")),
    _split("attainment8", POINTS, "ATT8SCR"),
    _split("attainment8_ebacc", POINTS, "ATT8SCREBAC"),
    _split("progress8", PROGRESS, "P8MEA"),
    _split("progress8_lower", PROGRESS, "P8CILOW"),
    _split("progress8_upper", PROGRESS, "P8CIUPP"),
    _split("progress8_pupils", COUNT, "P8PUP"),
    _split("progress8_ebacc", PROGRESS, "P8MEAEBAC"),
    _split("ebacc_aps", POINTS, "EBACCAPS"),
    Measure(
        "ebacc_entry",
        PERCENT,
        ("PTEBACC_E_PTQ_EE", "PTEBACC_E"),
        ("PTEBACC_EFSM6CLA1A_PTQ_EE", "PTEBACC_E_FSM6CLA1A_PTQ_EE"),
        ("PTEBACC_ENFSM6CLA1A_PTQ_EE", "PTEBACC_E_NFSM6CLA1A_PTQ_EE"),
    ),
    Measure(
        "english_maths_4",
        PERCENT,
        ("PTL2BASICS_94",),
        ("PTFSM6CLA1ABASICS_94",),
        ("PTNOTFSM6CLA1ABASICS_94", "PTNFSM6CLA1ABASICS_94"),
    ),
    Measure(
        "english_maths_5",
        PERCENT,
        ("PTL2BASICS_95",),
        ("PTFSM6CLA1ABASICS_95",),
        ("PTNOTFSM6CLA1ABASICS_95", "PTNFSM6CLA1ABASICS_95"),
    ),
    Measure("ebacc_science_entry", PERCENT, ("PTEBAC2SCI_E_PTQ_EE", "PTEBAC2SCI_E")),
    Measure("ebacc_science_entrants", COUNT, ("TEBAC2SCI_E_PTQ_EE", "TEBAC2SCI_E")),
    Measure("ebacc_science_achieved", PERCENT, ("PTEBAC2SCI_PTQ_EE",)),
    Measure("ebacc_science_4", PERCENT, ("PTEBAC2SCI_94",)),
    Measure("ebacc_science_5", PERCENT, ("PTEBAC2SCI_95",)),
    Measure("ebacc_science_any_grade", PERCENT, ("PTEBAC2SCI91", "PTEBAC2SCI_91", "PTEBAC2SCIAG_PTQ_EE")),
    Measure("separate_sciences_entry", PERCENT, ("PTtripleSci_E", "PTTRIPLESCI_E_PTQ_EE")),
    Measure(
        "science_value_added",
        PROGRESS,
        ("SCIVAMEA_PTQ_EE", "SCIVAMEA"),
        ("SCIVAMEA_FSM6CLA1A_PTQ_EE", "SCIVAMEA_FSM6CLA1A"),
        ("SCIVAMEA_NFSM6CLA1A_PTQ_EE", "SCIVAMEA_NFSM6CLA1A"),
    ),
    Measure(
        "science_value_added_lower",
        PROGRESS,
        ("SCIVALOW_PTQ_EE", "SCIVALOW"),
        ("SCIVALOW_FSM6CLA1A_PTQ_EE",),
        ("SCIVALOW_NFSM6CLA1A_PTQ_EE",),
    ),
    Measure(
        "science_value_added_upper",
        PROGRESS,
        ("SCIVAUPP_PTQ_EE", "SCIVAUPP"),
        ("SCIVAUPP_FSM6CLA1A_PTQ_EE",),
        ("SCIVAUPP_NFSM6CLA1A_PTQ_EE",),
    ),
    Measure("science_value_added_coverage", PERCENT, ("SCIVACOV_PTQ_EE", "SCIVACOV")),
)

KS2: tuple[Measure, ...] = (
    Measure("pupils", COUNT, ("TELIG",), ("TFSM6CLA1A",), ("TNotFSM6CLA1A", "TNFSM6CLA1A")),
    Measure("pupils_share", PERCENT, (), ("PTFSM6CLA1A",), ("PTNotFSM6CLA1A", "PTNFSM6CLA1A")),
    Measure("rwm_expected", PERCENT, ("PTRWM_EXP",), ("PTRWM_EXP_FSM6CLA1A",), ("PTRWM_EXP_NotFSM6CLA1A",)),
    Measure("rwm_higher", PERCENT, ("PTRWM_HIGH",), ("PTRWM_HIGH_FSM6CLA1A",), ("PTRWM_HIGH_NotFSM6CLA1A",)),
    Measure("science_expected", PERCENT, ("PTSCITA_EXP", "PTSCI_EXP")),
    Measure(
        "reading_progress",
        PROGRESS_POINTS,
        ("READPROG",),
        ("READPROG_FSM6CLA1A",),
        ("READPROG_NotFSM6CLA1A",),
    ),
    Measure(
        "writing_progress",
        PROGRESS_POINTS,
        ("WRITPROG",),
        ("WRITPROG_FSM6CLA1A",),
        ("WRITPROG_NotFSM6CLA1A",),
    ),
    Measure(
        "maths_progress", PROGRESS_POINTS, ("MATPROG",), ("MATPROG_FSM6CLA1A",), ("MATPROG_NotFSM6CLA1A",)
    ),
    Measure(
        "reading_score",
        SCALED,
        ("READ_AVERAGE",),
        ("READ_AVERAGE_FSM6CLA1A",),
        ("READ_AVERAGE_NotFSM6CLA1A",),
    ),
    Measure(
        "maths_score", SCALED, ("MAT_AVERAGE",), ("MAT_AVERAGE_FSM6CLA1A",), ("MAT_AVERAGE_NotFSM6CLA1A",)
    ),
)
