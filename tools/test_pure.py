"""Run the tests of terms and engine as if Django were not installed: any import of it fails."""

import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


class _NoDjango(MetaPathFinder):
    """Answers for every package of Django's that it is not there."""

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname.split(".")[0] in {"django", "django_htmx", "django_tasks", "pytest_django"}:
            raise ModuleNotFoundError(f"No module named {fullname!r} (hidden here)", name=fullname)
        return None


if __name__ == "__main__":
    sys.meta_path.insert(0, _NoDjango())
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    folders = [str(ROOT / "tests" / name) for name in ("terms", "engine")]
    plugins = ["-p", "no:django", "-p", "no:xdist", "-p", "no:cacheprovider"]
    sys.exit(pytest.main(["-q", "-c", str(ROOT / "tools" / "pure.ini"), *plugins, *folders, *sys.argv[1:]]))
