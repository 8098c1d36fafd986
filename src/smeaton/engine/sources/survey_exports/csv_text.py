"""Bytes of a CSV file → its cells: encodings, separators, quotation marks, and files that break off."""

import csv
import io
import re
from collections import Counter

from smeaton.engine.sources.facts import Unusable
from smeaton.engine.sources.survey_exports.sheet import Sheet
from smeaton.engine.sources.survey_exports.table import letters
from smeaton.engine.sources.text import encoding_of

_WIDE = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_SEPARATORS = ",;\t"
_SIGNS = re.compile(r'"|[,;\t]|\r\n|\r|\n')
_LINE_END = re.compile(r"\r\n|\r|\n")
_LOOKED_AT = 200_000
"""Characters of the file among which the first row's separators are counted."""
_AGAIN = "Export or save it again, and upload that file."


def read_csv(content: bytes) -> Sheet:
    """The cells of a CSV file. `Unusable`, naming row and column, where it is none or is damaged.

    UTF-8 and UTF-16 with or without byte-order mark, else Windows' Western European; separated by comma,
    semicolon or tab. A row's number is the row that a spreadsheet shows, whatever line breaks its cells hold.
    """
    sheet = Sheet()
    text, encoding = _text(content)
    if encoding in ("cp1252", "latin-1") and not text.isascii():
        sheet.notes.append(
            "The file is not saved as UTF-8, so it was read as Windows' Western European text. Look at the "
            "names and headings: where letters are wrong, save it as “CSV UTF-8” and upload it again."
        )
    declared = re.match(r"sep=([,;\t])(?:\r\n|\r|\n)", text)
    separator = declared[1] if declared else _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    widths: Counter[int] = Counter()
    number, last = 0, 0
    while True:
        line, number = reader.line_num, number + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error:
            raise _damaged(text, line, separator, number) from None
        if number == 1 and declared:
            continue
        if any(cell.strip() for cell in cells):
            sheet.take(number, cells)
            widths[len(cells)] += 1
            last = len(cells)
    if not sheet.rows:
        raise Unusable(f"The file is empty: it holds no cell with anything in it. {_AGAIN}")
    _refuse_broken_off(text, sheet, widths, last)
    return sheet


def _text(content: bytes) -> tuple[str, str]:
    wide = _WIDE.get(content[:2]) or _unmarked_wide(content[:4_000])
    if wide:
        try:
            return content.decode(wide), wide
        except UnicodeDecodeError as error:
            raise Unusable(
                f"The file says that it is UTF-16 text and is not, from byte {error.start:,} on: it is "
                f"damaged or breaks off. {_AGAIN}"
            ) from None
    encoding = encoding_of(io.BytesIO(content))
    return content.decode(encoding), encoding


def _unmarked_wide(start: bytes) -> str | None:
    """UTF-16 without a byte-order mark: nearly every second byte of plain text is nought."""
    if len(start) < 20 or (len(start) % 2 and len(start) < 4_000):
        return None
    low, high = start[0::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if high > 0.8 * half and low < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if low > 0.8 * half and high < 0.1 * half else None


def _separator(text: str) -> str:
    """The commonest of the separators outside quotation marks, in the first row that has any."""
    counts = dict.fromkeys(_SEPARATORS, 0)
    quoted = False
    for sign in _SIGNS.finditer(text, 0, _LOOKED_AT):
        if sign[0] == '"':
            quoted = not quoted
        elif not quoted and sign[0] in counts:
            counts[sign[0]] += 1
        elif not quoted and any(counts.values()):
            break
    return max(_SEPARATORS, key=lambda separator: counts[separator])


def _damaged(text: str, line: int, separator: str, number: int) -> Unusable:
    """What stopped csv in the row that begins after so many lines: where, and what to do."""
    ends = [0, *(end.end() for end in _LINE_END.finditer(text))]
    at, what = _stumbling_block(text, ends[min(line, len(ends) - 1)], separator)
    where = f"ow {number:,}, column {letters(at)},"
    if what == "middle":
        return Unusable(
            f"In r{where} a quotation mark stands in the middle of the cell, so that nobody can tell where "
            f"it ends. {_AGAIN}"
        )
    if what == "long":
        return Unusable(
            f"R{where} holds more than {csv.field_size_limit():,} characters: nobody writes that much. "
            "Shorten it, or delete the column if it is not needed."
        )
    return Unusable(
        f"The quotation mark that opens in r{where} is never closed: the file is damaged or "
        f"breaks off. {_AGAIN}"
    )


def _stumbling_block(text: str, start: int, separator: str) -> tuple[int, str]:
    """The place of the cell that csv could not read, and why: “middle”, “long” or “open”."""
    at, quoted, begins, position = 0, False, start, start
    signs = re.compile(f'"|{re.escape(separator)}|\r\n|\r|\n')
    longest = csv.field_size_limit()
    while (sign := signs.search(text, position)) is not None:
        if sign.start() - begins > longest:
            return at, "long"
        position = sign.end()
        following = text[position : position + 1]
        if sign[0] != '"':
            if not quoted and sign[0] != separator:
                break
            if not quoted:
                at, begins = at + 1, position
        elif not quoted:
            quoted = sign.start() == begins
        elif following == '"':
            position += 1
        elif following and following not in (separator, "\r", "\n"):
            return at, "middle"
        else:
            quoted = False
    return at, "open" if quoted and len(text) - begins <= longest else "long"


def _refuse_broken_off(text: str, sheet: Sheet, widths: Counter[int], last: int) -> None:
    if len(sheet.rows) < 3 or text[-1:] in ("\r", "\n"):
        return
    usual = widths.most_common(1)[0][0]
    if last < usual and widths[last] < 2:
        number = sheet.rows[-1][0]
        raise Unusable(
            f"The file breaks off in row {number:,}, column {letters(last - 1)}: the other rows have {usual} "
            f"columns, and there is no end of line. {_AGAIN}"
        )
