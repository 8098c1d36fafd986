"""Writes to the register: a file at a time, or facts that another package holds in tables of its own."""

from smeaton.apps.register.services.importing import FileReport, import_file
from smeaton.apps.register.services.recording import FactsReport, record_facts

__all__ = ["FactsReport", "FileReport", "import_file", "record_facts"]
