"""`smeaton needs`: needs analysis from a file of answers, without a database."""

import json
import os
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from smeaton.engine.needs.answer_file import AnswerFile
    from smeaton.engine.needs.instrument import Instrument
    from smeaton.engine.needs.result import Profile

DEFAULT_SEED = 1


@click.group()
def command() -> None:
    """Needs analysis from a file of answers."""


@command.command()
@click.argument("responses", type=click.Path(path_type=Path))
@click.option("--instrument", "instrument_file", type=click.Path(path_type=Path), help="Instrument as YAML.")
@click.option(
    "--seed", default=DEFAULT_SEED, show_default=True, help="Seed of the draws for P(weakest three)."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
def profile(responses: Path, instrument_file: Path | None, seed: int, as_json: bool) -> None:
    """Estimate every department's need in every strand, with its uncertainty.

    RESPONSES is a CSV file with the columns department, respondent, role, item and answer (1 to 4, DK for
    don't know, NA for not applicable), one answer a row. Rows with the role “vignette” rate the described
    colleagues of the instrument, under the same respondent; they correct for generosity. The strand of
    an item comes from the file's own column “strand”, else from the instrument: that given, or the secondary
    science audit.
    """
    from smeaton.engine.needs.answer_file import AnswerFileError, read_answers
    from smeaton.engine.needs.instrument import InstrumentError

    try:
        content = _content(responses)
        instrument = _instrument(instrument_file)
        file = read_answers(content, instrument, instrument_decides=instrument_file is not None)
        found = _analyse(file, instrument, seed)
    except (AnswerFileError, InstrumentError) as error:
        raise Refusal(str(error)) from None
    click.echo(json.dumps(_as_dict(file, found), ensure_ascii=False) if as_json else _as_table(file, found))


class Refusal(click.ClickException):
    """The file is not analysed: a sentence on standard error, exit status 2."""

    exit_code = 2


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {(error.strerror or 'no such file').lower()}.") from None


def _instrument(path: Path | None) -> "Instrument":
    from smeaton.engine.needs.instrument import read_instrument

    if path is None:
        shipped = resources.files("smeaton.engine.needs.instruments").joinpath("secondary-science.yaml")
        return read_instrument(shipped.read_text(encoding="utf-8"))
    return read_instrument(_content(path))


def _analyse(file: "AnswerFile", instrument: "Instrument", seed: int) -> "Profile":
    # The matrices are small: threads would wait for each other longer than they work.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import numpy as np

    from smeaton.engine.needs.profile import Params, profile
    from smeaton.engine.needs.table import NothingToAnalyse

    try:
        strands = tuple(instrument.titles)
        return profile(file.answers, Params(strands=strands), np.random.default_rng(seed))
    except NothingToAnalyse as error:
        first = file.rejected[0] if file.rejected else None
        where = (
            f" The first of {len(file.rejected)} rows left out is line {first.line}: {first.reason}."
            if first
            else ""
        )
        raise Refusal(f"{error}{where}") from None


def _as_dict(file: "AnswerFile", found: "Profile") -> dict[str, Any]:
    return {
        "variance": dict(found.variance),
        "cells": [
            {
                "department": cell.department,
                "strand": cell.strand,
                "estimate": cell.estimate,
                "se": cell.se,
                "lower": cell.lower,
                "upper": cell.upper,
                "reliability": cell.reliability,
                "p_weakest3": cell.p_weakest3,
                "answers": cell.answers,
                "respondents": cell.respondents,
                "note": cell.note,
                "reliability_within": cell.reliability_within,
                "band": cell.band,
                "sources": [asdict(source) for source in cell.sources],
            }
            for cell in found.cells
        ],
        "disagreements": [
            {"department": cell.department, "strand": cell.strand, "lead_minus_teachers": cell.lead_gap}
            for cell in found.cells
            if cell.lead_disagrees
        ],
        "vignettes": {
            "count": found.diagnostics.vignettes,
            "raters": found.diagnostics.vignette_raters,
            "reliability": found.diagnostics.vignette_reliability,
        },
        "between_departments": {
            "allowed": found.diagnostics.anchored != "no",
            "anchored": found.diagnostics.anchored,
            "except": list(found.diagnostics.not_anchored),
        },
        "rejected": [
            {"line": row.line, "column": row.column, "value": row.value, "reason": row.reason}
            for row in file.rejected
        ],
        "warnings": [*file.warnings, *found.warnings],
        "diagnostics": {"rows": file.rows, **found.diagnostics.to_dict()},
    }


def _as_table(file: "AnswerFile", found: "Profile") -> str:
    from smeaton.engine.needs.bands import UNLIKELY

    about = found.diagnostics
    lines = [
        f"{about.answers:,} answers of {about.respondents} people in {about.departments} departments; "
        f"{about.strands} strands.",
        "",
        f"{'department':<24} {'strand':<24} level  90% interval  priority",
    ]
    lines += [
        f"{cell.department[:24]:<24} {cell.strand[:24]:<24} {cell.estimate:>5.2f}  "
        f"{cell.lower:.2f} to {cell.upper:.2f}  {cell.band}"
        for cell in sorted(found.cells, key=lambda c: (c.department, -c.p_weakest3, c.estimate))
        if cell.band != UNLIKELY
    ]
    lines += [
        "",
        "Strands that are unlikely to be among a department's three weakest are not listed (--json has all).",
    ]
    lines.append(
        "Levels may be compared between departments: vignettes show how generous each is with itself."
        if about.anchored != "no"
        else "Compare strands inside a department only: nothing shows how generous each is with itself."
    )
    lines += [f"Note: {warning}" for warning in (*file.warnings, *found.warnings)]
    lines += [f"Left out, line {row.line}: {row.column} “{row.value}”: {row.reason}" for row in file.rejected]
    return "\n".join(lines)
