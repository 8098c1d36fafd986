"""How far a planning is: one line on standard error."""

from __future__ import annotations

import math
import sys
import time

import click


class Line:
    """One line on standard error that is rewritten on a terminal, and said every five seconds elsewhere."""

    def __init__(self) -> None:
        """Nothing said yet."""
        self.terminal = sys.stderr.isatty()
        self.said = -math.inf
        self.last = ""
        self.open = False

    def show(self, progress: object) -> None:
        """Show where the search of a place stands."""
        from smeaton.engine.support import Progress

        assert isinstance(progress, Progress)  # noqa: S101
        self.say(
            f"{progress.elapsed:5.1f} s  objective {progress.covered:.3f}  bound {progress.bound:.3f}  "
            f"gap {progress.gap:.2%}  least served {progress.least_served:.1%}  {progress.stage}"
        )

    def say(self, text: str) -> None:
        """Show a line of text, unless another was shown just now."""
        now = time.monotonic()
        if self.terminal:
            click.echo(f"\r{text:<110}", nl=False, err=True)
            self.open = True
        elif now - self.said >= 5.0:
            self.said = now
            click.echo(text, err=True)
            self.last = ""
            return
        self.last = text

    def close(self) -> None:
        """End the line."""
        if self.open:
            click.echo("", err=True)
        elif self.last:
            click.echo(self.last, err=True)
