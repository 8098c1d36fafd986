"""Local search in compiled loops: ruin a part of a plan, refill it greedily, keep what is better."""

from smeaton.engine.support.local.options import Options, Penalties
from smeaton.engine.support.local.ready import prepare
from smeaton.engine.support.local.search import search

__all__ = ["Options", "Penalties", "prepare", "search"]
