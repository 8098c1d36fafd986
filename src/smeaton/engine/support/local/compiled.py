"""Numba's compiler behind one typed decorator and one function, so that the rest stays checked Python.

Machine code is kept beside the source, or where numba's `NUMBA_CACHE_DIR` says; where neither can be written
it is made anew in each process. With `NUMBA_DISABLE_JIT=1` the functions run as plain Python, slowly.

Named tuples of many arrays are what the functions work on. Passed as they are they would make compiling ten
times slower, for each call would spell out every array; so they go as one pointer (`packed`). Compiled
functions do not count references: they must not make arrays, and the caller keeps those that it passes.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba as _numba
import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils as _cgutils
from numba.core import extending as _extending
from numba.core import types
from numba.core.datamodel import models
from numba.core.typing.templates import AttributeTemplate

numba: Any = _numba
cgutils: Any = _cgutils
extending: Any = _extending
_F = TypeVar("_F", bound=Callable[..., Any])
_T = TypeVar("_T", bound=tuple[Any, ...])
_BYTES = 128  # an array of three axes takes fewer


def compiled(function: _F) -> _F:
    """The function, compiled when it is first called; it lets go of Python's lock while it works."""
    options = {"nogil": True, "error_model": "numpy", "_nrt": False}
    if numba.config.DISABLE_JIT:
        return function
    try:
        result = numba.njit(cache=True, **options)(function)
    except RuntimeError:  # no place to keep machine code
        return cast(_F, numba.njit(**options)(function))
    # What is kept is stale when any file of the package changes, for functions are compiled into each other;
    # numba itself looks at the function's own file alone.
    result._cache._cache_file._source_stamp = _stamp(Path(function.__code__.co_filename).parent)
    # Numba would compile a function anew for each constant that it is called with.
    template = result.get_call_template
    result.get_call_template = lambda given, named: template(tuple(map(types.unliteral, given)), named)
    return cast(_F, result)


@functools.cache
def _stamp(package: Path) -> str:
    every = hashlib.sha256()
    for folder in sorted({package, Path(__file__).parent}):
        for path in sorted(folder.glob("*.py")):
            every.update(path.read_bytes())
    return every.hexdigest()


class _Packed(types.Type):
    """A pointer to the fields of a named tuple."""

    def __init__(self, fields: tuple[tuple[str, Any], ...]) -> None:
        self.fields = fields
        super().__init__(f"Packed{fields}")


@extending.register_model(_Packed)
class _Pointer(models.OpaqueModel):
    """How the pointer is held."""


class _Handle:
    """What Python passes on for a packed tuple; keeps its arrays alive."""

    def __init__(self, given: tuple[Any, ...]) -> None:
        names = cast(tuple[str, ...], given._fields)  # type: ignore[attr-defined]
        fields = tuple((name, numba.typeof(v)) for name, v in zip(names, given, strict=True))
        self.given, self.memory = given, np.zeros(len(given) * _BYTES, dtype=np.uint8)
        self.address: int = self.memory.ctypes.data
        self._numba_type_ = _Packed(fields)
        _stored(given, self.address)


def _layout(context: Any, kinds: Any) -> Any:
    return ir.LiteralStructType([context.get_value_type(kind) for kind in kinds]).as_pointer()


@extending.infer_getattr
class _Fields(AttributeTemplate):
    key = _Packed

    def generic_resolve(self, packed: Any, name: str) -> Any:  # type: ignore[override]
        return dict(packed.fields).get(name)


@extending.lower_getattr_generic(_Packed)  # type: ignore[untyped-decorator]
def _field(context: Any, builder: Any, packed: Any, pointer: Any, name: str) -> Any:
    names = [one for one, _ in packed.fields]
    begin = builder.bitcast(pointer, _layout(context, [kind for _, kind in packed.fields]))
    value = builder.load(cgutils.gep_inbounds(builder, begin, 0, names.index(name)))
    value.set_metadata("invariant.load", builder.module.add_metadata([]))
    return value


@extending.unbox(_Packed)  # type: ignore[untyped-decorator]
def _unboxed(_packed: Any, handle: Any, c: Any) -> Any:
    number = c.pyapi.object_getattr_string(handle, "address")
    pointer = c.pyapi.long_as_voidptr(number)
    c.pyapi.decref(number)
    return extending.NativeValue(pointer)


@extending.intrinsic  # type: ignore[untyped-decorator]
def _write(_typing: Any, given: Any, address: Any) -> Any:
    """Write the fields of a named tuple to an address."""

    def build(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        begin = builder.inttoptr(arguments[1], _layout(context, given.types))
        for n in range(len(given.types)):
            value = builder.extract_value(arguments[0], n)
            builder.store(value, cgutils.gep_inbounds(builder, begin, 0, n))
        return context.get_dummy_value()

    return types.void(given, address), build


@compiled
def _stored(given: Any, address: int) -> None:
    _write(given, address)


def packed(given: _T) -> _T:
    """The named tuple as compiled functions take it. Arrays stay shared; single numbers are copied."""
    return given if numba.config.DISABLE_JIT else cast(_T, _Handle(given))
