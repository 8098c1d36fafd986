"""The documents: links lead somewhere, decisions are numbered once, models are in the glossary."""

import re

from django.apps import apps as registry

from tests.architecture.sources import ROOT

PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def test_every_relative_link_leads_to_a_file() -> None:
    links = [
        (page, target)
        for page in PAGES
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not re.match(r"[a-z]+:", target)
    ]
    broken = [
        f"{page.relative_to(ROOT)}: {target}" for page, target in links if not (page.parent / target).exists()
    ]
    assert not broken


def test_decisions_are_numbered_once_and_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "adr").glob("0*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_model_is_in_the_glossary() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    missing = [
        model.__name__
        for model in registry.get_models()
        if model.__module__.startswith("smeaton.apps.") and f"`{model.__name__}`" not in glossary
    ]
    assert not missing


def test_how_soon_a_fault_is_mended_is_said_for_every_severity() -> None:
    """And how it becomes known: a target that looks at every lock of what runs or builds a site."""
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    for severity in ("critical", "high", "medium", "low", "no fault known"):
        assert re.search(rf"^\| {severity}[^|]*\|[^|]*\d+ days", page, re.MULTILINE), severity
    assert "make audit" in page
    assert re.search(
        r"^audit: .*\n\t@sh tools/audit\.sh", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M
    )
    audit = (ROOT / "tools" / "audit.sh").read_text(encoding="utf-8")
    assert "for lock in runtime boot dev" in audit
    assert "npm audit --package-lock-only" in audit
