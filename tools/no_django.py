"""A pytest plugin that hides Django, in every worker: any import of it fails."""

import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec


class _NoDjango(MetaPathFinder):
    """Answers for every package of Django's that it is not there."""

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname.split(".")[0] in {"django", "django_htmx", "django_tasks", "pytest_django"}:
            raise ModuleNotFoundError(f"No module named {fullname!r} (hidden here)", name=fullname)
        return None


sys.meta_path.insert(0, _NoDjango())
