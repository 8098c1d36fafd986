"""Compile the planner's loops once, after installing: the first plan need not wait for the compiler then."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))


def columns() -> None:
    """Price one department of one offer: types matter, numbers do not."""
    from smeaton.engine.support.columns.ready import make_ready

    make_ready()


def local() -> None:
    """Search one place of no size."""
    from smeaton.engine.support import Department, Offer, Problem, Rules, Strand, local
    from smeaton.engine.support.arrays import arrays

    place = Problem(
        strands=(Strand("recall"),),
        rules=Rules(budget=1.0),
        departments=(Department("d", "t", (0.0, 0.0), 5, 1.0, 1.0, (0.5,), (0.1,)),),
        offers=(Offer("o", "online", 0, 0.0, 0.0, 1.0, 0, None, 1, "participant", False, False, (0.1,)),),
    )
    local.search(arrays(place), None, seed=0, rounds=1)


PARTS = {"columns": columns, "local": local}


def main() -> int:
    """Each part in a process of its own, side by side."""
    if len(sys.argv) > 1:
        PARTS[sys.argv[1]]()
        return 0
    print("Compiling the planner's loops, once (half a minute or so)", flush=True)
    began = time.monotonic()
    running = [subprocess.Popen([sys.executable, __file__, part]) for part in PARTS]
    codes = [process.wait() for process in running]
    print(f"Compiled in {time.monotonic() - began:.0f} s")
    return max(map(abs, codes))


if __name__ == "__main__":
    sys.exit(main())
