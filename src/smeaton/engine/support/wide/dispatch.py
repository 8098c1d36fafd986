"""Tasks given to an executor, a few at a time; what a lost worker leaves undone is given again.

A task is a function of plain values, so doing it twice does no harm. What is answered is handed to `keep`
at once, and what an earlier run answered is not asked again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass
from typing import Any

from smeaton.engine.support.values import ProblemError

_TICK = 0.2  # seconds between looks at `stop` and the clock
_TRIES = 5  # times that a task is given before the country is given up


class WorkersLost(RuntimeError):
    """Workers ended again and again over the same task. Its text is a sentence."""


@dataclass(frozen=True)
class Task:
    """`function(ask(seconds))`, where `seconds` are those left when it is given; `key` names it for good."""

    key: str
    function: Callable[[Any], Any]
    ask: Callable[[float], Any]
    about: str  # what it is about, for an error


class Dispatcher:
    """Gives tasks to executors that `opened` makes, `workers` at a time.

    `kept` are answers by key, of an earlier run; `keep(key, answer)` is told of each new one. Both `keep` and
    `stop` are called from the caller's thread.
    """

    def __init__(
        self,
        opened: Callable[[], Executor],
        *,
        workers: int,
        kept: Mapping[str, Any],
        keep: Callable[[str, Any], None],
        stop: Callable[[], bool],
        grace: float,
    ) -> None:
        """Open the first executor. `grace`: seconds that are waited for tasks at work when time is over."""
        self._opened, self.workers, self._kept, self._keep = opened, workers, kept, keep
        self._stop, self._grace = stop, grace
        self._executor = opened()
        self.stopped = False

    def close(self) -> None:
        """Let go of the executor; tasks at work are left to end by themselves."""
        self._executor.shutdown(wait=False)

    def run(
        self,
        tasks: Iterable[Task],
        *,
        until: float,
        answered: Callable[[Task, Any], None],
        ticked: Callable[[], None],
    ) -> None:
        """Give out tasks until `until` (monotonic seconds) or `stop()`; `answered` is told of each answer.

        Tasks are drawn one by one, when a worker is free, so later ones may depend on earlier answers.
        Raises what a task says of its place (`ProblemError`), and `WorkersLost`.
        """
        source, again, tries = iter(tasks), list[Task](), dict[str, int]()
        at_work: dict[Future[Any], Task] = {}
        try:
            while True:
                self._give(source, again, at_work, until, answered)
                if not at_work:
                    return
                done, _ = wait(at_work, timeout=_TICK, return_when=FIRST_COMPLETED)
                ticked()
                self.stopped = self.stopped or self._stop()
                if self.stopped or (not done and time.monotonic() > until + self._grace):
                    return
                for future in done:
                    task = at_work.pop(future, None)
                    if task is not None:
                        self._take(future, task, again, at_work, tries, answered)
        finally:
            for future in at_work:
                future.cancel()

    def _give(
        self,
        source: Iterator[Task],
        again: list[Task],
        at_work: dict[Future[Any], Task],
        until: float,
        answered: Callable[[Task, Any], None],
    ) -> None:
        while len(at_work) < self.workers and not self.stopped and time.monotonic() < until:
            task = again.pop(0) if again else next(source, None)
            if task is None:
                return
            if task.key in self._kept:
                answered(task, self._kept[task.key])
                continue
            ask = task.ask(until - time.monotonic())
            try:
                future = self._executor.submit(task.function, ask)
            except BrokenExecutor:
                self._executor = self._opened()
                future = self._executor.submit(task.function, ask)
            at_work[future] = task

    def _take(
        self,
        future: Future[Any],
        task: Task,
        again: list[Task],
        at_work: dict[Future[Any], Task],
        tries: dict[str, int],
        answered: Callable[[Task, Any], None],
    ) -> None:
        try:
            answer = future.result()
        except ProblemError:
            raise
        except Exception as failure:
            tries[task.key] = tries.get(task.key, 0) + 1
            again.append(task)
            if isinstance(failure, BrokenExecutor):  # every task at work is lost with its executor
                again += at_work.values()
                at_work.clear()
                self._executor.shutdown(wait=False)
                self._executor = self._opened()
            if tries[task.key] >= _TRIES:
                raise WorkersLost(
                    f"Planning {task.about} ended its worker {_TRIES} times ({type(failure).__name__}: "
                    f"{failure}); look for what kills it (memory, a full disk) and start again."
                ) from failure
            return
        self._keep(task.key, answer)
        answered(task, answer)
