"""Where the sources are, and the order of the stages as the contracts give it."""

import configparser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "smeaton"
APPS = SOURCE / "apps"


def stages_from_the_top() -> list[set[str]]:
    """The stages in the order of `.importlinter`, each storey a set of independent apps."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    lines = contracts["importlinter:contract:stages"]["layers"].strip().splitlines()
    return [{name.strip(" ()") for name in line.split("|")} for line in lines]


def storey_of(app: str) -> int:
    """How far from the top an app stands; KeyError for one that no contract names."""
    for depth, names in enumerate(stages_from_the_top()):
        if app in names:
            return depth
    raise KeyError(f"{app} is in no storey of .importlinter")


def app_of(path: Path) -> str:
    """The app that a file below `apps` belongs to."""
    return path.relative_to(APPS).parts[0]
