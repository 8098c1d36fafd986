"""Import of one file: atomic, idempotent, streamed, the same whatever order files come in."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction

from smeaton.apps.history.services import record
from smeaton.apps.register.models import ImportRun
from smeaton.apps.register.services.entering import enter
from smeaton.apps.register.services.statements import Change, Statement, Tally
from smeaton.apps.register.services.trusts import derive_memberships
from smeaton.engine.sources import Fact, Ignored, Rejected, SourceFile, Unusable, read
from smeaton.terms import AcademicYear, Reach, Refused

LINES_A_BATCH = 2_000
FACTS_A_BATCH = 10_000
"""A performance table states some sixty facts a line: what is held at once is bounded by both."""

_UNDATED = date(1900, 1, 1)


@dataclass
class FileReport:
    """What became of one file: rows = created + updated + unchanged + ignored + rejected.

    `refused` is a sentence to act on where nothing of the file was taken, else empty. A row is counted once:
    updated where it changed something that stood, else created where it added something.
    """

    file: str
    kind: str | None = None
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    ignored: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    refused: str = ""

    @property
    def changed(self) -> bool:
        """Whether the file changed the register at all."""
        return bool(self.created or self.updated)


def import_file(
    *,
    reach: Reach,
    stream: BinaryIO,
    name: str,
    at: datetime,
    year: AcademicYear | None = None,
    as_of: date | None = None,
    progress: Callable[[int], None] | None = None,
) -> FileReport:
    """Take one file into the register, all of it or nothing, and report what became of each of its rows.

    `stream` must be seekable; `name` is the file's name, from which a year or day is read that the content
    does not carry, before `year` and `as_of`. `progress` is called with the bytes read so far. A file that
    cannot be taken is reported as refused, not raised. Raises `Refused` for anybody but the installation.
    """
    if not reach.everywhere:
        raise Refused(f"{reach.actor} may not import into the register")
    try:
        source = read(stream, name, year=year, as_of=as_of)
    except Unusable as error:
        return FileReport(file=name, refused=str(error))
    report = FileReport(file=name, kind=source.kind.name)
    try:
        with transaction.atomic():
            tally = _enter_lines(source, report, _teller(stream, progress))
            _close(source, report, tally)
            if report.changed:
                _record(reach, stream, report, at)
    except Unusable as error:
        return FileReport(file=name, kind=source.kind.name, refused=str(error))
    return report


def _teller(stream: BinaryIO, progress: Callable[[int], None] | None) -> Callable[[], None]:
    return lambda: progress(stream.tell()) if progress else None


def statement_of(source: SourceFile) -> Statement:
    """Who states what the file says, and as at which day: its own, else the end of its academic year."""
    observed_on = AcademicYear(source.year).ends_on if source.year else source.as_of or _UNDATED
    return Statement(source.kind.source, source.as_of, observed_on)


def _enter_lines(source: SourceFile, report: FileReport, tell: Callable[[], None]) -> Tally:
    statement, tally = statement_of(source), Tally()
    ignored: Counter[str] = Counter()
    stated: list[tuple[int, Fact]] = []
    lines = 0

    def flush() -> None:
        nonlocal stated, lines
        enter(stated, statement, tally)
        report.created += sum(change is Change.CREATED for change in tally.changes.values())
        report.updated += sum(change is Change.UPDATED for change in tally.changes.values())
        report.unchanged += lines - sum(change is not Change.UNCHANGED for change in tally.changes.values())
        tally.changes.clear()
        stated, lines = [], 0
        tell()

    for line in source.lines:
        report.rows += 1
        if isinstance(line, Rejected):
            report.rejected.append(line)
        elif isinstance(line, Ignored):
            ignored[line.reason] += 1
        else:
            stated.extend((line.line, fact) for fact in line.facts)
            lines += 1
            if lines >= LINES_A_BATCH or len(stated) >= FACTS_A_BATCH:
                flush()
    flush()
    report.ignored = sum(ignored.values())
    report.warnings.extend(f"{count:,} rows left out: {reason}." for reason, count in ignored.items())
    return tally


def _close(source: SourceFile, report: FileReport, tally: Tally) -> None:
    derive_memberships(tally)
    report.warnings.extend(source.warnings)
    if tally.contradicted:
        report.warnings.append(
            "Facts that contradict others of the same source, version and day: "
            f"{tally.contradicted:,}. One of each pair stands, whatever the order of import; give the day "
            "of publication with --as-of to let the later one stand."
        )


def _record(reach: Reach, stream: BinaryIO, report: FileReport, at: datetime) -> None:
    counts: dict[str, object] = {
        "rows": report.rows,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "ignored": report.ignored,
        "rejected": len(report.rejected),
    }
    run = ImportRun.objects.create(
        file=report.file[-255:], kind=report.kind or "", sha256=_sha256(stream), counts=counts, at=at
    )
    record(
        reach=reach,
        action="imported",
        subject="register file",
        subject_id=run.pk,
        changes={"file": run.file, "kind": run.kind, "sha256": run.sha256} | counts,
        at=at,
    )


def _sha256(stream: BinaryIO) -> str:
    stream.seek(0)
    digest = hashlib.sha256()
    while piece := stream.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()
