"""What a linter of imports cannot see: keys, addresses, template tags and signals follow the same order."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps as registry
from django.conf import settings

from tests.architecture.sources import APPS, SOURCE, app_of, storey_of

OURS = sorted(path.parent.name for path in APPS.glob("*/apps.py"))


def test_foreign_keys_point_down() -> None:
    for model in registry.get_models():
        if not model.__module__.startswith("smeaton.apps."):
            continue
        app = model._meta.app_label
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if (
                field.auto_created
                or target is None
                or target.__module__.split(".")[:2] != ["smeaton", "apps"]
            ):
                continue
            assert storey_of(target._meta.app_label) >= storey_of(app), (
                f"{model.__name__}.{field.name} points up"
            )


def test_migrations_depend_on_lower_stages_only() -> None:
    needed = [
        (app_of(path), other)
        for path in APPS.glob("*/migrations/0*.py")
        for other in re.findall(r"""\(["'](\w+)["'], ["']\d{4}_\w+["']\)""", path.read_text(encoding="utf-8"))
        if other in OURS
    ]
    assert ("access", "places") in needed
    assert not [pair for pair in needed if storey_of(pair[1]) < storey_of(pair[0])]


def addresses_named_in(path: Path) -> Iterator[str]:
    """The namespaces that a file reverses addresses of, in Python or in a template."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        yield from re.findall(r"""{%\s*url\s+["'](\w+):""", text)
    else:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {
                "reverse",
                "redirect",
                "reverse_lazy",
            }:
                for argument in node.args[:1]:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        namespace, colon, _ = argument.value.partition(":")
                        if colon:
                            yield namespace


@pytest.mark.parametrize("app", OURS)
def test_no_stage_links_to_a_later_stage(app: str) -> None:
    for path in [*(APPS / app).rglob("*.py"), *(APPS / app).rglob("*.html")]:
        for namespace in addresses_named_in(path):
            assert storey_of(namespace) >= storey_of(app), f"{path}: address of {namespace}"


@pytest.mark.parametrize("app", OURS)
def test_no_template_loads_tags_of_a_later_stage(app: str) -> None:
    tags = {path.stem: app_of(path) for path in APPS.glob("*/templatetags/*.py") if path.stem != "__init__"}
    for path in (APPS / app).rglob("*.html"):
        for names in re.findall(r"{%\s*load\s+([^%]+)%}", path.read_text(encoding="utf-8")):
            for name in names.split():
                if name in tags:
                    assert storey_of(tags[name]) >= storey_of(app), f"{path} loads {name} of {tags[name]}"


def test_ui_names_no_address_of_a_stage_but_sign_in_and_out() -> None:
    for path in [*(SOURCE / "ui").rglob("*.py"), *(SOURCE / "ui").rglob("*.html")]:
        for namespace in addresses_named_in(path):
            assert namespace in {"ui", "home"}, f"{path}: address of {namespace}"


def test_nothing_listens_to_signals() -> None:
    """What happens is written where it happens; a receiver would hide it, and could point up unseen.

    Only what others' code does of itself is listened to, in one place: signing in.
    """
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path == SOURCE / "apps" / "home" / "services" / "watching.py":
            told_by = set(re.findall(r"^from (\S+)\.signals import", text, re.MULTILINE))
            assert told_by == {"allauth.account", "allauth.mfa", "django.contrib.auth"}
            continue
        assert not re.search(r"@receiver\b|\.connect\(.*sender", text), path


def test_every_page_name_belongs_to_an_app() -> None:
    for name, target in settings.PAGES.items():
        assert target.split(":")[0] in OURS, name
