"""Where the work of `smeaton support plan` on several places is done: processes of this machine, or Dask."""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context

from smeaton.cli.files import refuse

Opened = Callable[[], Executor]
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


@contextlib.contextmanager
def processes(workers: int | None) -> Iterator[tuple[Opened, int]]:
    """Pools of processes, one thread each, and how many processes a pool has (None: one a core)."""
    count = workers or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else workers or 1
    before = {key: os.environ.get(key) for key in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))  # what is started from now on reads these
    try:
        yield lambda: ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_quiet), count
    finally:
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value


def _quiet() -> None:
    """Leave Ctrl-C to the process that gives out the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextlib.contextmanager
def dask(address: str) -> Iterator[tuple[Opened, int]]:
    """Executors of a running Dask cluster, and how many tasks it works on at once."""
    try:
        distributed = importlib.import_module("distributed")
    except ImportError:
        refuse(
            "--dask needs Dask, which is not installed: `pip install distributed` (requirements/dask.in), "
            "or use --workers."
        )
    try:
        client = distributed.Client(address, timeout=10, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as failure:
        refuse(
            f"No Dask scheduler answers at {address} ({type(failure).__name__}); start one "
            "(`dask scheduler`), or correct the address."
        )
    try:
        threads = sum(client.nthreads().values())
        if not threads:
            refuse(f"The Dask cluster at {address} has no worker; start one (`dask worker {address}`).")
        # Not pure: work given again after a lost worker is done again, never looked up by its name.
        yield lambda: client.get_executor(pure=False, retries=5), threads
    finally:
        client.close()
