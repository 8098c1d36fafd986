"""Claim: a register of 50,000 schools × 140 columns is imported within 256 MB of memory.

    .venv/bin/python benchmarks/import_register.py [--schools 50000]

Makes a synthetic register, imports it twice into a fresh database (SQLite, or what SMEATON_DATABASE_URL
names), each time in a process of its own, and prints seconds, seconds of work, peak memory and its share
of the claim. A process that loads Django and imports one school is the yardstick.
"""

import argparse
import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CLAIM_MB = 256
KEPT = [
    "URN",
    "LA (code)",
    "LA (name)",
    "EstablishmentNumber",
    "EstablishmentName",
    "TypeOfEstablishment (name)",
    "EstablishmentStatus (name)",
    "OpenDate",
    "CloseDate",
    "PhaseOfEducation (name)",
    "NumberOfPupils",
    "Trusts (code)",
    "Trusts (name)",
    "Postcode",
    "Easting",
    "Northing",
    "LastChangedDate",
]
COLUMNS = [*KEPT, *(f"Further column {number}" for number in range(140 - len(KEPT)))]


def write_register(path: Path, schools: int, seed: int) -> None:
    """A synthetic register of so many schools, in cp1252; all names are made up."""
    rng = random.Random(seed)  # noqa: S311 - made-up schools need no cryptography
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for index in range(schools):
            trust = rng.randrange(1, 2_500) if rng.random() < 0.4 else None
            writer.writerow(
                [
                    100_000 + index,
                    rng.randrange(201, 940),
                    "A local authority",
                    rng.randrange(2_000, 8_000),
                    f"École number {index}",
                    "Academy converter" if trust else "Community school",
                    "Open",
                    "01-09-2011",
                    "",
                    rng.choice(["Primary", "Secondary"]),
                    rng.randrange(40, 2_000),
                    5_000 + trust if trust else "",
                    f"TRUST NUMBER {trust}" if trust else "",
                    "PL1 1AA",
                    rng.randrange(100_000, 600_000),
                    rng.randrange(20_000, 600_000),
                    "01-03-2022",
                    *["Not applicable"] * (140 - len(KEPT) - 50),
                    *[""] * 20,
                    *["0123456789 filler"] * 30,
                ]
            )


def import_once(path: Path) -> None:
    """Import one file in this process and print what it took."""
    from smeaton.cli.environment import use_database

    use_database()
    from datetime import UTC, datetime

    from django.core.management import call_command

    from smeaton.apps.register.services import import_file
    from smeaton.terms import Reach

    call_command("migrate", interactive=False, verbosity=0)
    started, worked = time.perf_counter(), time.process_time()
    with path.open("rb") as stream:
        report = import_file(
            reach=Reach.of_system("benchmark"), stream=stream, name=path.name, at=datetime.now(UTC)
        )
    seconds, busy = time.perf_counter() - started, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert not report.refused, report.refused
    counts = f"{report.rows} {report.created} {report.updated} {report.unchanged}"
    print(f"{counts} {seconds:.2f} {busy:.2f} {peak:.0f}")


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=50_000)
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    if options.file:
        import_once(options.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"SMEATON_VAR": folder}
        environment.setdefault("SMEATON_DATABASE_URL", f"sqlite:///{folder}/benchmark.sqlite3")
        small, large = Path(folder, "gias_2022-03-01.csv"), Path(folder, "gias_2022-04-01.csv")
        write_register(small, 1, 1)
        write_register(large, options.schools, 2)
        print(f"{options.schools:,} schools × {len(COLUMNS)} columns, {large.stat().st_size / 1e6:.0f} MB")
        print("import              rows  created  updated    same       s   CPU s    MB   share")
        for title, path in (("one school", small), ("first", large), ("again", large)):
            command = [sys.executable, "-m", "benchmarks.import_register", "--file", str(path)]
            done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
            rows, created, updated, same, seconds, busy, peak = done.stdout.split()
            share = float(peak) / CLAIM_MB
            print(
                f"{title:<16}{rows:>8}{created:>9}{updated:>9}{same:>8}{seconds:>8}{busy:>8}{peak:>6}{share:>8.2f}"
            )


if __name__ == "__main__":
    main()
