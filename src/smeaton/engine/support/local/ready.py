"""Have the compiled loops ready before they are needed.

The first search on a machine would wait for the compiler, half a minute or more; later ones
read what is kept.
"""

from __future__ import annotations

import threading

from smeaton.engine.support.arrays import Arrays
from smeaton.engine.support.local.search import search

_lock, _ready, _begun = threading.Lock(), threading.Event(), threading.Event()


def prepare(a: Arrays) -> threading.Event:
    """Compile or read the loops in a thread of its own, once in a process; the event is set when it is done.

    Any place's arrays will do.
    """
    with _lock:
        if not _begun.is_set():
            _begun.set()
            threading.Thread(target=_prepare, args=(a,), daemon=True).start()
    return _ready


def _prepare(a: Arrays) -> None:
    try:
        search(a, None, seed=0, rounds=1)
    finally:
        _ready.set()
