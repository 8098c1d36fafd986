"""The shipped audits keep their promises."""

from dataclasses import replace
from hashlib import sha256
from importlib import resources

import pytest

from smeaton.engine.needs.bands import band, need
from smeaton.engine.needs.instrument import ROLES, read_instrument
from smeaton.engine.needs.instrument_checking import before_publishing
from smeaton.engine.needs.variance import TYPICAL, design
from tests.factories.needs import shipped

FOLDER = resources.files("smeaton.engine.needs.instruments")
VERSION_1 = "2057e2a3a042b151d65ca43c17bd75cdb5bb7d28820e31dc1ec1d40214ab5479"

STRANDS = ["preconceptions", "self-regulation", "models", "recall", "practical", "language", "feedback"]
STRANDS += ["curriculum", "leadership", "disadvantage", "staffing", "technicians"]
ASKED = {"lead": set(STRANDS), "teacher": set(STRANDS) - {"curriculum", "staffing", "technicians"}}
ASKED["technician"] = {"practical", "technicians"}


def test_the_audit_has_its_twelve_strands_with_three_or_four_items_each() -> None:
    audit = shipped()
    assert list(audit.titles) == STRANDS
    assert audit.levels == ("Not yet", "Emerging", "Secure", "Leading")
    for strand in audit.strands:
        assert 3 <= len(strand.items) <= 4
        topics = [item.topic for item in strand.items]
        assert len(set(topics)) == len(topics)
        assert all(len(set(item.levels)) == 4 for item in strand.items)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_asked_about_its_strands_within_its_minutes(role: str) -> None:
    audit = shipped()
    assert {item.strand for item in audit.for_role(role)} == ASKED[role]
    assert 0.5 < audit.minutes_needed(role) <= audit.minutes[role]
    assert audit.introductions[role]


def test_minutes_count_the_vignettes_for_all_and_readiness_for_leads() -> None:
    audit = shipped()
    without = replace(audit, vignettes=(), readiness="")
    vignettes = sum(vignette.words / 240 + 4 / 60 for vignette in audit.vignettes)
    readiness = 12 * (len(audit.readiness.split()) / 240 + 4 / 60)
    extra = {role: audit.minutes_needed(role) - without.minutes_needed(role) for role in ROLES}
    assert extra == pytest.approx(
        {"lead": vignettes + readiness, "teacher": vignettes, "technician": vignettes}
    )
    assert 0.7 < vignettes < 1.5
    assert readiness > 1


def test_version_2_asks_what_version_1_asked_and_adds_vignettes_and_readiness() -> None:
    text = (FOLDER / "secondary-science-1.yaml").read_text(encoding="utf-8")
    assert sha256(text.encode()).hexdigest() == VERSION_1, "a published version is frozen: make a new one"
    before, now = read_instrument(text), shipped()
    assert (before.version, now.version, before.key) == (1, 2, now.key)
    assert now.strands == before.strands
    assert now.levels == before.levels
    assert (before.vignettes, before.readiness) == ((), "")
    assert len(now.vignettes) == 3
    assert now.readiness.endswith("?")


def test_bands_and_needs() -> None:
    assert [band(p) for p in (0.81, 0.8, 0.2, 0.19)] == [
        "clearly a priority", "possibly", "possibly", "unlikely",
    ]  # fmt: skip
    assert [need(level) for level in (4, 2.5, 1)] == [0, 0.5, 1]


def test_more_teachers_make_an_audit_more_precise() -> None:
    few, many = design(TYPICAL, 5, 2.7), design(TYPICAL, 15, 2.7)
    assert many.se < few.se
    assert many.repeat_within < few.repeat_within
    assert few.reliability < many.reliability < 1
    # by hand: Phi = .098 / (.098 + .282/5 + .54/13.5)
    assert few.reliability == pytest.approx(0.098 / (0.098 + 0.0564 + 0.04), rel=1e-6)


@pytest.mark.parametrize("key", ["secondary-science", "primary-science", "secondary-computing"])
def test_every_shipped_audit_is_complete_within_its_minutes(key: str) -> None:
    audit = read_instrument((FOLDER / f"{key}.yaml").read_bytes())
    assert audit.key == key
    assert before_publishing(audit) == ()
    assert 8 <= len(audit.strands) <= 12
    assert len(audit.vignettes) == 3
    for strand in audit.strands:
        assert strand.about
        assert 2 <= len(strand.items) <= 4
        assert len(strand.topics) == len(strand.items)
    assert all(audit.for_role(role) for role in ROLES)
