"""Somebody who may open pages tries to work out what they may not see, from all of them together.

The pages come from the policy, which names every address, so that a new one joins by itself.
"""

import io
import itertools
import re
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache import caches

from smeaton.apps.needs.models import Answer, ProfileRun, Response, Wave
from smeaton.apps.needs.queries import department, strand_titles
from smeaton.apps.needs.services import ResponseGiven, analyse, open_wave, record_responses, releasing
from smeaton.apps.places.models import Department
from smeaton.engine.needs import disagreement
from smeaton.project.policy import RULES, Over
from smeaton.project.policy.addresses import Address
from smeaton.project.policy.addresses import addresses as every_address
from smeaton.terms import ROLES as DESCRIBED
from smeaton.terms import Role, ScopeKind
from tests.factories.needs import levels_for, more_departments
from tests.factories.personas import SYSTEM, Personas
from tests.factories.results import publish

pytestmark = [pytest.mark.django_db, pytest.mark.long]
AT = datetime(2026, 11, 1, tzinfo=UTC)
ROLES = ["subject_lead", "head", "trust_lead", "hub_lead", "accountability_lead"]
WITHHELD = "self-regulation"
"""Two items are asked of teachers about it."""
ALONE = {
    "needs:one-pager-pdf",
    "home:my-record",
    "home:my-record-json",
    "home:my-record-xlsx",
    "home:my-history",
}
"""Made by the worker from what the sheet of the same name shows, letter for letter; one's own record, which
tells when one signed in and holds no figure of a department. Neither do the pages of one's own sign-in, which
hold a new secret each time."""


def readable(role: Role) -> list[Address]:
    """Every address that the policy may let a role read somewhere; `tests/matrix` asks all the others."""
    named = {address.name: address for address in every_address()}
    described = DESCRIBED[role]
    wide = ScopeKind.PLACE in described.scopes
    return [
        named[rule.address]
        for rule in RULES
        if "GET" in rule.methods
        and set(rule.needs) <= described.permissions
        and (not rule.any_of or described.permissions & set(rule.any_of))
        and (wide or rule.over not in (Over.PLACE, Over.PROGRAMME))
    ]


def addresses(role: Role, wave: Wave, urns: list[int]) -> list[str]:
    """All that the role may read, with everything that they can stand for. A new kind of part that is no
    number must be named here."""
    stands_for: dict[str, list[Any]] = {
        "place": ["testshire"],
        "urn": urns,
        "strand": list(strand_titles()),
        "wave": [wave.pk],
        "role": ["lead", "teacher", "technician"],
        "run": [1],
        "survey": [1],
        "number": [1],
        "key": ["none"],
        "instrument": [wave.instrument_id],
        "other": [wave.instrument_id],
        "item": ["recall-1"],
        "person_id": [1],
        "invitation": [1],
        "department": [1],
        "version": [1],
        "token": ["none"],
        "provider_id": ["none"],
        "part": ["none"],
        "party": ["lead", "head", "hub"],
    }
    found = []
    for each in readable(role):
        pattern, parts = each.route, each.parts
        for key in re.findall(r"<int:(\w+)>", pattern):
            stands_for.setdefault(key, [1])
        unknown = [part for part in parts if part not in stands_for]
        assert not unknown, f"say what {unknown} of {pattern} can stand for"
        for values in itertools.product(*(stands_for[part] for part in parts)):
            address = pattern
            for value in values:
                address = re.sub(r"<[^>]+>", str(value), address, count=1)
            if each.name not in ALONE and not each.route.startswith("your-sign-in/"):
                found.append(f"/{address}")
    return found


def text_of(answer: Any) -> str:
    """What can be read in a page or a workbook."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        book = zipfile.ZipFile(io.BytesIO(content))
        content = b" ".join(
            book.read(n) for n in book.namelist() if n.startswith("xl/") and n.endswith("xml")
        )
    text = re.sub(
        r"<(script|style).*?</\1>|charts/[0-9a-f]+", " ", content.decode("utf-8", "replace"), flags=re.S
    )
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text))


def read_everything(personas: Personas, wave: Wave) -> dict[str, dict[str, str]]:
    """Role → address → text, of everything that each role can open."""
    urns = [personas.department.school_id, personas.neighbour.school_id]
    found: dict[str, dict[str, str]] = {}
    for who in ROLES:
        client = personas.client(who)
        client.raise_request_exception = False
        found[who] = {
            address: text_of(answer)
            for address in addresses(Role(who.replace("_", " ")), wave, urns)
            if (answer := client.get(address)).status_code == 200
        }
    return found


def make_place(personas: Personas, teachers: int) -> Wave:
    """Ten departments with eight teachers each; the personas' own has so many."""
    import random

    rng = random.Random(7)  # noqa: S311 - without near ties, which rounding could turn over
    everybody = [personas.department, personas.neighbour, *more_departments(personas.programme, 8)]
    wave = open_wave(reach=SYSTEM, programme_id=personas.programme.pk, name="First", opens=date(2026, 10, 1))
    given = []
    for number, each in enumerate(everybody):
        publish(each.school_id, 40.0 + number)
    for each in everybody:
        count = teachers if each == personas.department else 8
        for number, role in enumerate(["lead", "technician", *["teacher"] * count]):
            given.append(ResponseGiven(each.pk, role, f"{each.pk}-{number}", dict(levels_for(role, rng))))
    record_responses(reach=SYSTEM, wave_id=wave.pk, responses=given)
    return wave


def say(wave: Wave, at: Department, odd: int, usual: int) -> None:
    """Each item of the strand is answered `odd` by another teacher of the department, `usual` by the others.

    They answer all other items alike, so that nothing but this tells them apart.
    """
    answers = Answer.objects.filter(response__wave=wave, response__department=at, response__role="teacher")
    by_item: dict[str, list[Answer]] = {}
    for answer in answers.order_by("item", "response_id"):
        by_item.setdefault(answer.item, []).append(answer)
    ours = [item for item in by_item if item.startswith(WITHHELD)]
    assert len(ours) == 2
    for item, own in by_item.items():
        for number, answer in enumerate(own):
            alike = own[0].level if item not in ours else usual
            answer.level = odd if item in ours and number == ours.index(item) else alike
            answer.save()


def anew(wave: Wave) -> ProfileRun:
    """The first analysis of the wave, as if there had been none."""
    ProfileRun.objects.filter(wave=wave).delete()
    return analyse(reach=SYSTEM, wave_id=wave.pk, at=AT)


def two_worlds(personas: Personas) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """All pages where four teachers say 1, 3, 3, 3 and where they say 4, 2, 2, 2: the same sum and the same
    sum of squares, another median and other counts."""
    wave = make_place(personas, 4)
    worlds = []
    for odd, usual in ((1, 3), (4, 2)):
        say(wave, personas.department, odd, usual)
        anew(wave)
        caches["charts"].clear()
        worlds.append(read_everything(personas, wave))
    return worlds[0], worlds[1]


def test_pages_and_exports_are_the_same_whatever_a_withheld_cell_holds(personas: Personas) -> None:
    one, other = two_worlds(personas)
    own = f"/places/testshire/departments/{personas.department.school_id}/"
    for who in ROLES:
        assert own in one[who]
        assert set(one[who]) == set(other[who])
        for address, text in one[who].items():
            assert text == other[who][address], (who, address)
    assert len(one["hub_lead"]) > len(one["accountability_lead"]) > len(one["head"]) >= 3


def test_the_same_attack_succeeds_where_nothing_is_withheld(
    personas: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releasing, "too_few", lambda _: False)
    monkeypatch.setattr(releasing, "coarsened", lambda cell, _: cell)
    monkeypatch.setattr(department, "FEWEST_SHOWN", 1)
    monkeypatch.setattr(disagreement, "FEWEST_TEACHERS", 1)
    one, other = two_worlds(personas)
    own = f"/places/testshire/departments/{personas.department.school_id}/"
    for who in ROLES:
        assert one[who][own] != other[who][own]


def newcomer(personas: Personas, wave: Wave, level: int) -> None:
    """A seventh teacher of the department chooses one level throughout."""
    Response.objects.filter(wave=wave, respondent="newcomer").delete()
    import random

    items = [item for item, _ in levels_for("teacher", random.Random(1))]  # noqa: S311
    given = ResponseGiven(personas.department.pk, "teacher", "newcomer", dict.fromkeys(items, level))
    record_responses(reach=SYSTEM, wave_id=wave.pk, responses=[given])


@pytest.mark.parametrize("switched_off", [False, True])
def test_one_more_colleague_cannot_be_read_from_before_and_after(
    personas: Personas, monkeypatch: pytest.MonkeyPatch, switched_off: bool
) -> None:
    """With the rules, the breakdown stays whatever the newcomer says; without them it moves."""
    wave = make_place(personas, 6)
    before = anew(wave).cells.get(department=personas.department, strand=WITHHELD)
    if switched_off:
        monkeypatch.setattr(releasing, "may_refresh", lambda *_: True)
    after = []
    for level in (1, 4):
        newcomer(personas, wave, level)
        ProfileRun.objects.filter(wave=wave).exclude(pk=before.run_id).delete()
        ProfileRun.objects.filter(pk=before.run_id).update(current=True)
        run = analyse(reach=SYSTEM, wave_id=wave.pk, at=AT)
        cell = run.cells.get(department=personas.department, strand=WITHHELD)
        after.append(
            (cell.by_role["teacher"], cell.sources, cell.lead_gap, cell.lead_disagrees, cell.estimate)
        )
    stays = (before.by_role["teacher"], before.sources, before.lead_gap, before.lead_disagrees)
    if switched_off:
        assert after[0][:4] != after[1][:4]
        gained = [a - b for a, b in zip(after[0][0]["counts"], stays[0]["counts"], strict=True)]
        assert gained[0] == sum(gained) > 0  # subtraction gives exactly what the newcomer said
        return
    assert after[0][:4] == after[1][:4] == stays
    per_level = abs(after[1][4] - after[0][4]) / 3
    assert 0.2 / max(per_level, 1e-9) >= 1.0  # two figures to a tenth leave at least a level open


def test_no_page_holds_a_withheld_mean_or_two_figures_that_differ_by_it(personas: Personas) -> None:
    wave = make_place(personas, 4)
    anew(wave)
    levels = list(
        Answer.objects.filter(
            response__wave=wave,
            response__department=personas.department,
            response__role="teacher",
            item__startswith=WITHHELD,
            level__isnull=False,
        ).values_list("level", flat=True)
    )
    mean = sum(levels) / len(levels)
    for who, pages in read_everything(personas, wave).items():
        for address, text in pages.items():
            if "/waves/" in address:
                continue  # dates and forms
            figures = {float(n) for n in re.findall(r"(?<![\d.])\d\.\d{2,}(?![\d.])", text)}
            near = {a for a in figures if abs(a - mean) < 0.005}
            near |= {a for a in figures for b in figures if abs(a - b - mean) < 0.005}
            assert not near, (who, address, near)
