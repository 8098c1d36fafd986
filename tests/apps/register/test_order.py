"""Every order of files gives the same database."""

import io
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smeaton.apps.register.services import import_file
from tests.factories.register import (
    AT,
    SYSTEM,
    eligibility_row,
    gias_row,
    link_row,
    register_state,
    results_row,
    series_row,
    table,
    take,
    trust_row,
)

File = tuple[str, bytes]
URNS = st.sampled_from([136557, 136558, 140104])
NAMES = st.sampled_from(["Hele's", "Coombe Dean", "Plymstock"])
TRUSTS = st.sampled_from(["", "First Trust", "SECOND TRUST", "first trust", "Third"])
UIDS = st.sampled_from(["", "11", "22", "7"])
FIGURES = st.sampled_from(["40", "41.5", "SUPP", "NE", "", "0"])
DAYS = st.sampled_from(["2019-04-01", "2020-04-01", "2022-04-01"])


@st.composite
def registers(draw: st.DrawFn) -> File:
    """A register of some schools, whose trusts may have numbers, names or both."""
    urns = draw(st.lists(URNS, min_size=1, unique=True))
    rows = [
        gias_row(
            urn,
            draw(NAMES),
            **{
                "Trusts (name)": draw(TRUSTS),
                "Trusts (code)": draw(UIDS),
                "LA (name)": draw(st.sampled_from(["Plymouth", "City of Plymouth"])),
                "LastChangedDate": draw(st.sampled_from(["", "01-03-2019", "01-04-2018"])),
            },
        )
        for urn in urns
    ]
    return f"gias_{draw(DAYS)}.csv", table(rows)


@st.composite
def results(draw: st.DrawFn) -> File:
    """A performance table; two may contradict each other under the same key."""
    urns = draw(st.lists(URNS, min_size=1, unique=True))
    rows = [results_row(urn, SCHNAME=draw(NAMES), ATT8SCR=draw(FIGURES)) for urn in urns]
    rows.append(results_row("", RECTYPE="4", LEA="879", SCHNAME=draw(st.sampled_from(["", "PLYMOUTH"]))))
    return f"2018-2019_{draw(st.sampled_from(['final', 'provisional']))}.csv", table(rows)


@st.composite
def lists(draw: st.DrawFn) -> File:
    """Links, trusts, eligibility or the long series."""
    urn, other = draw(st.lists(URNS, min_size=2, max_size=2, unique=True))
    which = draw(st.integers(0, 3))
    if which == 0:
        kind = draw(st.sampled_from(["Successor", "Predecessor", "Successor - merged"]))
        day = draw(st.sampled_from(["", "01-04-2020", "31-03-2020"]))
        return "links.csv", table([link_row(urn, other, kind, day)])
    if which == 1:
        name = draw(st.sampled_from(["First Trust", "Second trust", "Fourth"]))
        uid = draw(st.sampled_from([11, 22, 7]))
        return "mats.csv", table([trust_row(uid, name, [urn], draw(st.sampled_from(["201819", "202122"])))])
    if which == 2:
        return "list_2025-26.csv", table([eligibility_row(urn)])
    return "lait.csv", table([series_row(Values=draw(FIGURES)), series_row(Years="2020")])


FILES = st.lists(registers() | results() | lists(), min_size=2, max_size=5)


class _Undone(Exception):
    """Ends a trial without leaving a trace."""


def state_after(files: Sequence[File], *, twice: bool = False) -> dict[str, list[tuple[object, ...]]]:
    """What the register says after these files; with `twice`, that a second run changes nothing."""
    state: dict[str, list[tuple[object, ...]]] = {}
    try:
        with transaction.atomic():
            for name, content in files:
                report = take(content, name)
                assert not report.refused
                assert not report.rejected
            state = register_state()
            for name, content in files if twice else ():
                assert not take(content, name).changed
            assert register_state() == state
            raise _Undone
    except _Undone:
        return state


@pytest.mark.django_db
@given(FILES, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_any_files_gives_the_same_database(files: list[File], random: Random) -> None:
    other = list(files)
    random.shuffle(other)
    assert state_after(files) == state_after(other, twice=True)


@pytest.mark.django_db
def test_every_order_of_names_and_numbers_of_a_trust() -> None:
    files = [
        ("gias_2019-04-01.csv", table([gias_row(136557, **{"Trusts (name)": "The Trust"})])),
        (
            "gias_2020-04-01.csv",
            table([gias_row(136558, **{"Trusts (code)": "22", "Trusts (name)": "The Trust"})]),
        ),
        ("mats.csv", table([trust_row(11, "THE TRUST", [140104])])),
        ("gias_2022-04-01.csv", table([gias_row(136557, **{"Trusts (code)": "22"})])),
    ]
    states = [state_after(order) for order in permutations(files)]
    assert all(state == states[0] for state in states)
    assert [row[0] for row in states[0]["trusts"]] == [11, 22]


@pytest.mark.django_db
@pytest.mark.shared
def test_the_public_files_in_two_orders(shared_data: Path) -> None:
    paths = [
        shared_data / name
        for name in (
            "register/gias_2021_sample_139_columns.csv",
            "register/gias_2022-04_hampshire_surrey.csv",
            "performance/2016-2017_815_ks4final.csv",
            "performance/2018-2019_936_ks4final.csv",
            "performance/2017-2018_850_ks2final.csv",
            "performance/2022-2023_england_ks4-mats-performance.csv",
        )
    ]
    files = [(path.name, path.read_bytes()) for path in paths]
    assert state_after(files) == state_after(files[::-1])


@pytest.mark.django_db
@given(st.binary(max_size=60), st.integers(0, 3_000), st.sampled_from([0, 1, 7, 40]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_in_a_known_file_are_refused_or_taken(piece: bytes, at: int, cut: int) -> None:
    whole = table([gias_row(136557, "Hele's"), gias_row(136558, **{"Trusts (name)": "A trust"})])
    place = at % len(whole)
    content = whole[:place] + piece + whole[place + cut :]
    try:
        with transaction.atomic():
            report = import_file(reach=SYSTEM, stream=io.BytesIO(content), name="gias_2022-04-01.csv", at=AT)
            assert bool(report.refused) == (report.rows == 0)
            taken = report.created + report.updated + report.unchanged + report.ignored
            assert report.rows == taken + len(report.rejected)
            register_state()
            raise _Undone
    except _Undone:
        pass
