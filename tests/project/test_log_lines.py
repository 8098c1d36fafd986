"""Lines of the log: in UTC, one entry a line whatever it holds, for people and programs, without secrets."""

import json
import logging
import re
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from smeaton.apps.history.services import HeadInLog
from smeaton.cli import main
from smeaton.project.log_filter import without_links
from smeaton.project.log_format import JsonLine, Line
from tests.apps.history.test_chain_services import write

WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
FORGED = "a\n2026-01-01T00:00:00.000Z ERROR smeaton: all is lost\r\x1b[2K\u2028\x85\x00b"
SECRET = "12.1~Zq_3-xyzAbC"


def entry(words: str, *args: object, error: BaseException | None = None, **extra: Any) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("smeaton.refused", logging.WARNING, "", 1, words, args, info)
    record.__dict__.update(extra)
    return record


def raised(words: str) -> ValueError:
    try:
        raise ValueError(words)
    except ValueError as error:
        return error


def test_times_are_in_utc_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    time.tzset()
    try:
        record = entry("hello")
        for told in (Line().format(record).split()[0], json.loads(JsonLine().format(record))["time"]):
            assert WHEN.fullmatch(told)
            assert abs(datetime.fromisoformat(told) - datetime.now(UTC)) < timedelta(minutes=1)
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("form", [Line(), JsonLine()])
def test_nothing_that_somebody_sends_begins_a_line_of_its_own(form: logging.Formatter) -> None:
    for record in (entry("refused: %s", FORGED), entry(FORGED), entry("x", error=raised(FORGED))):
        first, *rest = re.split(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", form.format(record))
        assert WHEN.search(first)
        assert all(line.startswith("  ") for line in rest)
        assert "\x1b" not in form.format(record)


def test_a_program_reads_each_line_with_what_belongs_to_it() -> None:
    error = raised("no such thing")
    record = entry("%d events", 3, error=error, events=3, head="ab", password="hush")
    told = json.loads(JsonLine().format(record))
    assert (told["level"], told["logger"], told["message"]) == ("WARNING", "smeaton.refused", "3 events")
    assert (told["events"], told["head"]) == (3, "ab")
    assert told["trace"].endswith("ValueError: no such thing")
    assert "hush" not in str(told)


@pytest.mark.parametrize("form", [Line(), JsonLine()])
@pytest.mark.parametrize("way", ["answer", "join", "no-reminders"])
def test_the_secret_of_a_link_is_left_out_of_what_is_told_of_an_error(
    form: logging.Formatter, way: str
) -> None:
    address = f"/{way}/{SECRET}/"
    said = form.format(entry("x", error=raised(f"GET {address}?a=1 '/{way}/{SECRET.replace('~', '%7E')}'")))
    assert "Zq_3" not in said
    assert without_links(f"Not Found: {address}") == f"Not Found: /{way}/…/"


@pytest.mark.django_db
def test_the_head_of_history_is_written_once_an_hour_while_it_grows_and_proves_the_chain(
    caplog: pytest.LogCaptureFixture,
) -> None:
    from click.testing import CliRunner

    head, start = HeadInLog(), datetime(2026, 11, 27, 6, tzinfo=UTC)
    with caplog.at_level(logging.INFO, logger="smeaton.history"):
        head.look(start)  # nothing was recorded yet
        write(3)
        head.look(start)
        write(1)
        head.look(start + timedelta(minutes=59))
        head.look(start + timedelta(minutes=61))
        head.look(start + timedelta(minutes=130))  # nothing new
    first, second = (record.getMessage() for record in caplog.records)
    assert first.startswith("3 events, head ")
    assert second.startswith("4 events, head ")
    kept = second.rpartition(" ")[2]
    assert CliRunner().invoke(main, ["history", "verify", "--head", kept]).exit_code == 0
    write(1)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM history_event WHERE number >= 4")
    assert CliRunner().invoke(main, ["history", "verify", "--head", kept]).exit_code == 1


def test_the_site_writes_by_these_forms() -> None:
    handlers = [each for each in logging.getLogger().handlers if isinstance(each.formatter, Line | JsonLine)]
    assert handlers
    assert sys.stderr is not None
    assert logging.getLogger("smeaton.history").isEnabledFor(logging.INFO)
