"""Reads of history: events that somebody may see, and whether the chain is whole."""

from smeaton.apps.history.queries.chain import Verification, digest_of, last_link, verify

__all__ = ["Verification", "digest_of", "last_link", "verify"]
