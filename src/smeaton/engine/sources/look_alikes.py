"""Words that look like others: the same shapes to the eye, other signs to a computer.

Which signs are drawn alike is Unicode's own table for this purpose (technical standard 39, *confusables*), as
the package `confusable-homoglyphs` carries it; ADR 0002 says why. Two words look alike where the table draws
them with the same shapes as they stand, in small letters or in capitals. Accents and the width of letters do
not count, nor does what cannot be seen. So a Cyrillic *а* is an a, *1* is an l, *rn* is an m, and *Ian* with
a capital I is *lan*; but *Neil* is not *Nell*, although NEIL with a small l is.
"""

import re
import unicodedata
from collections import defaultdict
from functools import lru_cache

_NOT_SEEN = frozenset({"Cf", "Cc", "Co", "Cn", "Cs"})
# Signs without a shape that Unicode counts among letters and marks: joiners, fillers, choosers of a variant.
_EMPTY = frozenset({0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0})
_VARIANTS = (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
# What common type draws alike and the table has otherwise or not at all: a Cyrillic pe in italics, palochka
# (a small l, the table has an i), and pairs that run together.
_OURS = str.maketrans({"п": "n", "ӏ": "l"})
_RUNNING = (("vv", "w"), ("cl", "d"))
# Scripts that one word may be written in together.
_TOGETHER = (
    frozenset({"HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"HAN", "HANGUL"}),
    frozenset({"HAN", "BOPOMOFO"}),
)
_PUNYCODE = "xn--"


def looks(words: str) -> frozenset[str]:
    """What a word looks like; two words with one of these in common are taken for one another by eye."""
    plain = unicodedata.normalize("NFKC", "".join(sign for sign in words if not _unseen(sign))).strip()
    stands = _drawn(plain)
    for pair, one in _RUNNING:
        stands = stands.replace(pair, one)
    return frozenset(
        {f"as it stands {stands}", f"small {skeleton(plain)}", f"capitals {_drawn(plain.upper())}"}
    )


def alike(one: str, other: str) -> bool:
    """Whether a reader would take one word for the other."""
    return not looks(one).isdisjoint(looks(other))


def address_looks(address: str) -> frozenset[str]:
    """What an email address looks like, with names of hosts as programs show them (*xn--…* read out)."""
    before, at, host = address.rpartition("@")
    return looks(before + at + shown_host(host))


def shown_host(host: str) -> str:
    """A host as it is shown: each part that begins with *xn--* as the letters that it stands for.

    A part that stands for nothing is left as it is.
    """
    return ".".join(_shown_part(part) for part in host.split("."))


def plain(words: str) -> str:
    """Words as one types them to search: without width, case, accents on letters and spaces at the ends."""
    seen = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", words).strip().casefold())
    return "".join(sign for sign in seen if not unicodedata.combining(sign))


def skeleton(words: str) -> str:
    """What a word looks like in small letters, as one word: for names that are looked up however written."""
    plain = unicodedata.normalize("NFKC", "".join(sign for sign in words if not _unseen(sign))).strip()
    return _drawn(plain.casefold()).lower()


def strange_letter(words: str) -> str:
    """What in a name only looks like what it should be, as a sentence; empty where nothing does.

    A name may be in any alphabet, have any accents, and give a word in another alphabet beside. No word may
    mix alphabets or be read as Latin letters beside Latin ones without being so, and there may be no signs
    that cannot be seen or that stand for others (full-width letters, ligatures).
    """
    if unseen := unseen_sign(words):
        return f"There is a sign that cannot be seen (U+{ord(unseen):04X})."
    if unicodedata.normalize("NFKC", words) != unicodedata.normalize("NFC", words):
        return "There are letters in an unusual form, such as full-width ones."
    parts = re.split(r"[\W\d_]+", words)
    latin = any(_scripts(part) == {"LATIN"} for part in parts)
    for part in parts:
        scripts = _scripts(part)
        mixed = len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER)
        if mixed or (latin and scripts != {"LATIN"} and reads_as_latin(part)):
            return _of_another_alphabet(part)
    return ""


def unseen_sign(words: str) -> str:
    """The first sign in the words that cannot be seen; empty where each can."""
    return next((sign for sign in words if _unseen(sign)), "")


def reads_as_latin(word: str) -> bool:
    """Whether a word holds letters that are not Latin and is drawn with Latin ones all the same."""
    if not _scripts(word) - {"LATIN"}:
        return False
    return any(_drawn(way).isascii() for way in (word, word.lower(), word.upper()))


def _of_another_alphabet(word: str) -> str:
    other = next(sign for sign in word if sign.isalpha() and _script(sign) != "LATIN")
    called = unicodedata.name(other, "unknown").lower()
    return f"“{other}” is of another alphabet than the rest ({called})."


def _drawn(words: str) -> str:
    """Words in the shapes that they are drawn with: the standard's skeleton, without accents.

    Applied until nothing changes, since the shape of a sign may be drawn with other shapes.
    """
    table = _shapes()
    while True:
        apart = unicodedata.normalize("NFD", words)
        drawn = unicodedata.normalize("NFD", apart.translate(_OURS).translate(table))
        drawn = "".join(sign for sign in drawn if not unicodedata.combining(sign))
        if drawn == words:
            return drawn
        words = drawn


@lru_cache(maxsize=1)
def _shapes() -> dict[int, str]:
    """Sign → the shape that stands for it and for all that look like it.

    The package keeps each line of the standard's table both ways round. What is alike makes a star around its
    shape: the shape has many neighbours, every other sign has one; of two alone either may be the shape, so
    long as it is always the same. Only single signs are drawn otherwise, as in the standard.
    """
    from confusable_homoglyphs.confusables import confusables_data  # read at first use: a megabyte

    neighbours: dict[str, set[str]] = defaultdict(set)
    for sign, others in confusables_data.items():
        for other in others:
            neighbours[_bare(sign)].add(_bare(other["c"]))
    shapes = {}
    for sign, found in neighbours.items():
        other = min(found)
        alone = len(found) == len(neighbours[other]) == 1
        if len(sign) == 1 and len(found) == 1 and (not alone or len(other) > 1 or other < sign):
            shapes[ord(sign)] = other
    return shapes


def _bare(sign: str) -> str:
    """An entry of the table without the marks of direction that stand around letters written leftwards."""
    return sign.replace("\u200e", "") or sign


@lru_cache(maxsize=4096)
def _script(sign: str) -> str:
    from confusable_homoglyphs.categories import alias

    return str(alias(sign))


def _scripts(word: str) -> set[str]:
    return {_script(sign) for sign in word if sign.isalpha()} - {"COMMON", "INHERITED"}


def _unseen(sign: str) -> bool:
    number = ord(sign)
    return (
        unicodedata.category(sign) in _NOT_SEEN
        or number in _EMPTY
        or any(number in variants for variants in _VARIANTS)
    )


def _shown_part(part: str) -> str:
    if not part.casefold().startswith(_PUNYCODE):
        return part
    try:
        return part[len(_PUNYCODE) :].encode("ascii").decode("punycode")
    except UnicodeError:
        return part
