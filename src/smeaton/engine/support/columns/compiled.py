"""Loops compiled by numba, without Python's lock, kept on disk where there is a place to keep them.

Compiling takes seconds, once per machine. It takes no longer because compiled functions pass few arrays, read
the fields of a tuple once, and copy element by element.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., object])


def _stamp() -> tuple[float, int]:
    """Changes when any module of this package does."""
    found = [path.stat() for path in Path(__file__).parent.glob("*.py")]
    return max((one.st_mtime for one in found), default=0.0), sum(one.st_size for one in found)


def compiled(function: Function) -> Function:
    """The function, compiled at its first call; it then runs beside other threads.

    What is kept is compiled anew when any module here has changed: numba itself looks only at the function's
    own file, not at those of the functions it calls.
    """
    try:
        result = cast(Function, njit(nogil=True, cache=True, error_model="numpy")(function))
        kept = getattr(getattr(result, "_cache", None), "_cache_file", None)
        if kept is not None:
            kept._source_stamp = _stamp()
    except (RuntimeError, OSError):  # nowhere to keep what is compiled: no home, a read-only installation
        result = cast(Function, njit(nogil=True, error_model="numpy")(function))
    return result


def inner(function: Function) -> Function:
    """A function that only compiled functions call: no entry from Python, so it compiles sooner."""
    lean: Any = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return cast(Function, njit(nogil=True, error_model="numpy", **lean)(function))
