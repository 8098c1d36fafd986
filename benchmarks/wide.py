"""Aim: on 2 cores a region within 2% of its proven bound in 3 minutes, a country within 3% in 15.

    .venv/bin/python benchmarks/wide.py [--workers 2] [--region-seconds 180] [--country-seconds 900]
                                        [--only region|country] [--departments 3400] [--places 179] [--seed 1]

The region is that of ../shared/data/planning where it stands, else 16 places made here; the country is made
here from a seed, with places of 5 to 60 departments. Both are planned by the command line's own processes and
scored by the evaluator; where ../shared/tools/plan_check.py stands, by that as well. Memory is the most that
this process and its workers held at once, by their resident sets.
"""

import argparse
import importlib.util
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--region-seconds", type=float, default=180.0)
    parser.add_argument("--country-seconds", type=float, default=900.0)
    parser.add_argument("--only", choices=("region", "country"))
    parser.add_argument("--departments", type=int, default=3400)
    parser.add_argument("--places", type=int, default=179)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(
        f"{'what':<9}{'places':>7}{'schools':>8}{'covered':>11}{'bound':>11}{'gap':>8}{'money':>8}"
        f"{'seconds':>9}{'cpu s':>8}{'MB':>7}"
    )
    if options.only != "country":
        row("region", _region(), options.region_seconds, options)
    if options.only != "region":
        row("country", _country(options), options.country_seconds, options)


def row(name: str, document: dict[str, Any], seconds: float, options: argparse.Namespace) -> None:
    """Plan one and print its line."""
    from smeaton.cli import pools
    from smeaton.engine.support.wide import Nation, evaluate_nation, plan_wide

    country = Nation.from_dict(document)
    with _Watched() as watched, pools.processes(options.workers) as (opened, workers):
        found = plan_wide(country, executor=opened, workers=workers, seconds=seconds, seed=options.seed)
    score = evaluate_nation(country, found)
    assert not score.broken, score.broken[:3]
    _independently(document, found.to_dict())
    print(
        f"{name:<9}{len(country.places):>7}{country.departments:>8}{score.covered:>11.3f}{found.bound:>11.3f}"
        f"{found.gap:>8.2%}{score.cost / country.budget:>8.2%}{found.seconds:>9.1f}{watched.cpu:>8.0f}"
        f"{watched.most:>7.0f}",
        flush=True,
    )


def _region() -> dict[str, Any]:
    from tests.factories.nations import nation

    path = SHARED / "data" / "planning" / "region-16-places.json"
    if path.is_file():
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return document
    return nation(1, [19] * 16)


def _country(options: argparse.Namespace) -> dict[str, Any]:
    from tests.factories.nations import nation, sizes_like_england

    return nation(options.seed, sizes_like_england(options.departments, options.places, options.seed))


def _independently(document: dict[str, Any], result: dict[str, Any]) -> None:
    """Nothing is broken by the checker that knows nothing of the engine, where it stands."""
    path = SHARED / "tools" / "plan_check.py"
    if not path.is_file():
        return
    spec = importlib.util.spec_from_file_location("plan_check", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    checked = module.check_nation(document, json.loads(json.dumps(result)))
    assert not checked["broken"], checked["broken"][:3]


class _Watched:
    """Memory and processor time of this process and its children, looked at twice a second."""

    def __enter__(self) -> "_Watched":
        self.most, self._cpu, self._over = 0.0, {}, threading.Event()
        self._began = sum(os.times()[:4])
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def cpu(self) -> float:
        """Seconds of processor time."""
        return sum(self._cpu.values()) - self._began

    def _look(self) -> None:
        page, tick = os.sysconf("SC_PAGE_SIZE") / 1e6, os.sysconf("SC_CLK_TCK")
        while not self._over.wait(0.5):
            total = 0.0
            for pid in self._family():
                try:
                    parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                except OSError:
                    continue
                self._cpu[pid] = (int(parts[11]) + int(parts[12])) / tick
                total += int(parts[21]) * page
            self.most = max(self.most, total)

    def _family(self) -> list[int]:
        mine = os.getpid()
        children = Path(f"/proc/{mine}/task/{mine}/children")
        found = [mine]
        for thread in Path(f"/proc/{mine}/task").iterdir():
            try:
                found += [int(pid) for pid in (thread / children.name).read_text().split()]
            except OSError:
                continue
        return found


if __name__ == "__main__":
    main()
