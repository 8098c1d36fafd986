"""`python -m smeaton.cli`, which `.venv/bin/smeaton` calls."""

from smeaton.cli import main

main(prog_name="smeaton")
