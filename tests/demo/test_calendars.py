"""The demonstration's calendar: the rows that a hub lead would paste are read without a mistake."""

from datetime import date

import numpy as np

from smeaton.demo.calendars import calendar_rows
from smeaton.demo.place import synthetic_departments
from smeaton.demo.resources import hosts
from smeaton.engine.support.calendar.table import What, read


def test_every_year_has_six_half_terms_and_every_school_its_mocks() -> None:
    staff = synthetic_departments(1)
    schools = frozenset(str(row.urn) for row in staff)
    for on in (date(2026, 11, 26), date(2027, 2, 1), date(2028, 9, 1)):
        rng = np.random.default_rng(1)
        entries, mistakes = read(calendar_rows(rng, staff, hosts(rng, staff), on), schools)
        assert not mistakes
        days = [str(day) for e in entries if e.what == What.TERM for day in (e.first, e.last)]
        assert len(days) == 12
        assert days == sorted(set(days))
        assert {e.school for e in entries if e.what == What.EXAMS} == schools | {""}
