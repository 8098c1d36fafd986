"""Domains as registers and people write them, and those that say nothing of who somebody is."""

import pytest

from smeaton.engine.sources.domains import domain_of, host_of, is_anybodys


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("http://www.alderwood.hants.sch.uk/", "alderwood.hants.sch.uk"),
        ("www.Alderwood.hants.sch.uk", "alderwood.hants.sch.uk"),
        ("alderwood.hants.sch.uk/about us", "alderwood.hants.sch.uk"),
        ("https://alderwood.org:8443/start?a=b", "alderwood.org"),
        (" https://user:word@alderwood.org ", "alderwood.org"),
        ("", ""),
        ("none", ""),
        ("http://[::1]/", ""),
        ("http://[broken", ""),
        ("http://192.168.1.1/", ""),
        ("http://аlderwood.org", ""),  # a Cyrillic а
        ("www.", ""),
    ],
)
def test_a_website_becomes_its_host_or_nothing(written: str, host: str) -> None:
    assert host_of(written) == host


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("ann@Alderwood.ORG", "alderwood.org"),
        ("ann@evil.example@alderwood.org", "alderwood.org"),
        ("ann@аlderwood.org", ""),
        ("ann", ""),
        ("ann@alderwood", ""),
        ("ann@alderwood.org ", ""),
    ],
)
def test_the_domain_of_an_address_is_what_stands_last(address: str, domain: str) -> None:
    assert domain_of(address) == domain


def test_where_anybody_has_an_address_it_says_nothing_of_who_they_are() -> None:
    for domain in (
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.co.uk",
        "yahoo.co.uk",
        "icloud.com",
    ):
        assert is_anybodys(domain)
    assert not is_anybodys("alderwood.hants.sch.uk")
