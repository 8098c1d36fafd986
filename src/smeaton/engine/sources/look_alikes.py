"""Words that look like others: the same letters to the eye, other signs to a computer.

`skeleton` is equal for two words that a reader would take for one another. The table is our own and small:
the Cyrillic and Greek letters that stand for Latin ones in common type, and the few Latin pairs that run
together.
"""

import unicodedata

_CYRILLIC = dict(zip("авеһіјкмнопрсԛтуԝхуѕԁɡ", "abehijkmhonpcqtywxysdg", strict=True))
_GREEK = dict(zip("αβεζηικμνορτυχω", "abezniкuvoptuxw".replace("к", "k"), strict=True))
_TABLE = str.maketrans({**_CYRILLIC, **_GREEK, "п": "n", "0": "o", "1": "l", "|": "l", "ı": "i", "ł": "l"})
_RUNNING = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_SCRIPTS = ("GREEK", "CYRILLIC")


def plain(words: str) -> str:
    """Words as one types them to search: without width, case, accents on letters and spaces at the ends."""
    seen = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", words).strip().casefold())
    return "".join(sign for sign in seen if not unicodedata.combining(sign))


def skeleton(words: str) -> str:
    """What a word looks like: two words with the same skeleton are taken for one another by eye.

    Width, case, accents on letters and the alphabets do not count, nor do spaces at the ends.
    """
    seen = plain(words).translate(_TABLE)
    for pair, one in _RUNNING:
        seen = seen.replace(pair, one)
    return seen


def strange_letter(words: str) -> str:
    """What in a name only looks like what it should be, as a sentence; empty where nothing does.

    A name may be in any alphabet, and have any accents; it may not mix alphabets, nor hold signs that cannot
    be seen or that stand for others (full-width letters, ligatures).
    """
    for sign in words:
        if unicodedata.category(sign) in {"Cf", "Cc", "Co", "Cn", "Cs"}:
            return f"There is a sign that cannot be seen (U+{ord(sign):04X})."
    if unicodedata.normalize("NFKC", words) != unicodedata.normalize("NFC", words):
        return "There are letters in an unusual form, such as full-width ones."
    letters = [sign for sign in words if sign.isalpha()]
    foreign = [sign for sign in letters if unicodedata.name(sign, "").startswith(_SCRIPTS)]
    if foreign and len(foreign) < len(letters):
        called = unicodedata.name(foreign[0], "unknown").lower()
        return f"“{foreign[0]}” is of another alphabet than the rest ({called})."
    return ""
