"""What Smeaton ships: every key with its versions, the latest by default."""

import pytest

from smeaton.apps.needs.queries import shipped, shipped_instrument, shipped_instruments, shipped_source
from smeaton.engine.needs.instrument import read_instrument


def test_the_default_is_the_latest_secondary_science_audit() -> None:
    assert next(iter(shipped_instruments())) == "secondary-science"
    assert [one.instrument.version for one in shipped()] == [1, 2]
    assert read_instrument(shipped_source()) == shipped_instrument() == shipped()[-1].instrument


def test_versions_are_without_gaps_and_unknown_keys_are_refused() -> None:
    for key, versions in shipped_instruments().items():
        assert [one.instrument.version for one in versions] == list(range(1, len(versions) + 1))
        assert {one.instrument.key for one in versions} == {key}
    with pytest.raises(KeyError):
        shipped("astrology")
