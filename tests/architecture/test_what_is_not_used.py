"""Dangerous means that the sources do without, or use in one known place. Evidence for docs/asvs.csv."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps as registry
from django.db.models import FileField, FilePathField

from tests.architecture.sources import SOURCE

TREES = {path.relative_to(SOURCE).as_posix(): path for path in SOURCE.rglob("*.py")}
SCRIPTS = [path for path in SOURCE.rglob("static/**/*.js") if "built" not in path.parts]


@cache
def tree(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a file, parsed once."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@cache
def imported(path: Path) -> frozenset[str]:
    """The modules that a file imports, with what it takes from them: `xml.etree`, `xml.etree.ElementTree`."""
    taken = {name.name for node in tree(path) if isinstance(node, ast.Import) for name in node.names}
    for node in tree(path):
        if isinstance(node, ast.ImportFrom) and node.module:
            taken |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return frozenset(taken)


@cache
def called(path: Path) -> frozenset[str]:
    """What a file calls, as it is written: `eval`, `yaml.load`, `rows.raw`."""
    return frozenset(ast.unparse(node.func) for node in tree(path) if isinstance(node, ast.Call))


def users(*modules: str) -> set[str]:
    """The files that import one of the modules, or something from it."""
    return {
        name
        for name, path in TREES.items()
        if any(
            each == module or each.startswith(f"{module}.") for each in imported(path) for module in modules
        )
    }


def callers(pattern: str) -> set[str]:
    """The files that call something of which the whole name matches."""
    return {name for name, path in TREES.items() if any(re.fullmatch(pattern, each) for each in called(path))}


def test_no_text_becomes_code() -> None:
    assert not callers(r"eval|exec|compile|__import__|builtins\.\w+")
    assert not callers(r"(django\.template\.)?Template|.*\.from_string")


def test_nothing_is_unpickled_and_yaml_is_read_safely() -> None:
    assert not users("pickle", "marshal", "shelve", "dill", "cloudpickle", "jsonpickle")
    assert not callers(r"yaml\.(load|load_all|full_load|unsafe_load)")


def test_processes_are_started_in_two_places_and_never_by_a_shell() -> None:
    reading, serving = "engine/sources/survey_exports/safely.py", "cli/serving.py"
    assert users("subprocess") == {reading, serving}
    assert not callers(r"os\.(system|popen|spawn\w*|exec\w*)")
    for name in (reading, serving):
        assert "shell" not in TREES[name].read_text(encoding="utf-8")


def test_sql_is_written_by_django() -> None:
    assert not callers(r".*\.(raw|extra|executescript)|RawSQL")
    locking = {"apps/outbox/services/sending.py", "apps/history/services/recording.py"}
    assert callers(r".*\.cursor") == locking


def test_calls_go_out_to_the_mail_server_and_to_ourselves_only() -> None:
    assert users("smtplib") == {"apps/outbox/mail/server.py"}
    assert users("http.client") == {"cli/serving.py"}
    assert not users("urllib.request", "requests", "httpx", "aiohttp", "ftplib", "imaplib")


def test_html_is_escaped_but_for_pictures_of_our_own() -> None:
    assert users("django.utils.safestring.mark_safe") == {
        "ui/charts/store.py",
        "ui/templatetags/components.py",
    }
    for path in SOURCE.rglob("*.html"):
        assert not re.search(r"\|\s*safe\b|autoescape\s+off|safeseq", path.read_text(encoding="utf-8")), path


def test_forged_forms_are_let_in_only_where_a_signed_link_is_the_authority() -> None:
    assert users("django.views.decorators.csrf.csrf_exempt") == {"apps/needs/views/unsubscribe.py"}


def test_a_form_names_its_fields_and_no_model_fills_itself() -> None:
    assert not users("django.forms.ModelForm", "django.forms.models")
    assert not callers(r"(forms\.)?modelform_factory")


def test_chance_that_can_be_worked_out_serves_only_the_sampling_of_questions() -> None:
    assert users("random") == {"engine/needs/design.py"}


def test_nothing_that_is_sent_is_written_to_a_file() -> None:
    """Pictures are kept in a cache, under keys of ours; an upload is read and let go."""
    writing = callers(r"open|.*\.(write_bytes|write_text|mkdir|save_bytes)|default_storage\..*|shutil\..*")
    assert not {name for name in writing if name.startswith(("apps/", "ui/"))}
    assert not [
        field
        for model in registry.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, FileField | FilePathField)
    ]


def test_no_broken_hash_protects_anything() -> None:
    """The public list of breached passwords goes by SHA-1: it is looked up there, and kept nowhere."""
    looks_up = "project/sign_in/breached.py"
    assert callers(r"hashlib\.(md5|sha1|new)") == {looks_up}
    assert TREES[looks_up].read_text(encoding="utf-8").count("usedforsecurity=False") == 1


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_keep_nothing_in_the_browser_and_write_no_html(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    words = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.(write|cookie)|\beval\(|new Function|postMessage"
    )
    assert not re.search(words + r"|(local|session)Storage|indexedDB|https?://(?!localhost)", text)
