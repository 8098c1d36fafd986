"""Run the tests of terms and engine as if Django were not installed: any import of it fails."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "src"), str(ROOT)]
    folders = [str(ROOT / "tests" / name) for name in ("terms", "engine")]
    plugins = ["-p", "no:django", "-p", "no_django", "-p", "no:cacheprovider"]
    sys.exit(pytest.main(["-q", "-c", str(ROOT / "tools" / "pure.ini"), *plugins, *folders, *sys.argv[1:]]))
