"""Is this zip archive a workbook that may be opened? Everything in it is measured, whatever it declares."""

import io
import struct
import zipfile
import zlib

from smeaton.engine.sources.facts import Unusable

MOST_ENTRIES = 300
MOST_UNPACKED = 48 << 20
"""Bytes of all parts together, unpacked. A survey of 5,000 people takes about 10 million."""
STEEPEST = 250
"""How many times smaller a large part may be packed. Sheets of repeated answers reach about 60."""

_LARGE = 1 << 20
_DIRECTORY = 200 * MOST_ENTRIES
_END = b"PK\x05\x06"
_MACHINERY = (b"<!doctype", b"<!entity", "<!doctype".encode("utf-16-le"), "<!doctype".encode("utf-16-be"))
_ARCHIVES = (".zip", ".xlsx", ".xlsm", ".xlsb", ".docx", ".pptx", ".7z", ".gz", ".rar", ".jar")
_MOST_OVERLAP = max(map(len, _MACHINERY))
_NOT_THIS = "It was not opened. Export or save it again, as .xlsx or as “CSV UTF-8”, and upload that."


def refuse_unless_workbook(content: bytes) -> None:
    """`Unusable`, with a sentence, unless the bytes are an Excel workbook of ordinary size."""
    end = content.rfind(_END, max(0, len(content) - 65_600))
    if end < 0 or len(content) < end + 22:
        raise Unusable(
            "The workbook breaks off before its end, or is damaged: its list of parts is missing. Download "
            "it again and upload that."
        )
    entries, size = struct.unpack_from("<HI", content, end + 10)
    if entries > MOST_ENTRIES or size > _DIRECTORY:
        raise Unusable(
            f"This workbook consists of more than {MOST_ENTRIES} parts, far more than a list has. {_NOT_THIS}"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, EOFError, IndexError):
        raise Unusable(
            "The workbook is damaged: its list of parts cannot be read. Download it again and upload that."
        ) from None
    _look_at_names(parts)
    declared = sum(part.file_size for part in parts)
    if declared > MOST_UNPACKED:
        raise Unusable(
            f"Unpacked, this workbook would be {declared >> 20:,} MB large; at most {MOST_UNPACKED >> 20} MB "
            f"are opened. {_NOT_THIS}"
        )
    left = MOST_UNPACKED
    for part in parts:
        left -= _unpack(content, part, left)


def _look_at_names(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename for part in parts]
    if len(parts) > MOST_ENTRIES or len(set(names)) < len(names):
        raise Unusable(f"This workbook holds the same part twice, or too many of them. {_NOT_THIS}")
    for part in parts:
        name = part.filename
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
            raise Unusable(f"A part of this workbook wants to be unpacked elsewhere. {_NOT_THIS}")
        if part.flag_bits & 0x1:
            raise Unusable(
                "The workbook is protected by a password. Save it without one, or as “CSV UTF-8”, and upload "
                "that."
            )
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unusable(f"A part of this workbook is packed in a way that Excel does not use. {_NOT_THIS}")
        if name.lower().endswith(_ARCHIVES):
            raise Unusable(f"There is another archive or workbook inside this one. {_NOT_THIS}")
        if part.file_size > _LARGE and part.file_size > STEEPEST * max(part.compress_size, 1):
            raise Unusable(
                f"A part of this workbook is packed more than {STEEPEST} times smaller than it is, as no "
                f"list is. {_NOT_THIS}"
            )
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise Unusable(
            "This is a zip archive, but no Excel workbook (.xlsx). Upload the workbook or CSV file itself."
        )


def _unpack(content: bytes, part: zipfile.ZipInfo, left: int) -> int:
    """Unpack a part without keeping it, and look at it on the way. Returns its size in bytes."""
    at = part.header_offset
    if at < 0 or len(content) < at + 30 or content[at : at + 4] != b"PK\x03\x04":
        raise Unusable("The workbook is damaged: a part is not where it says. Download it again.")
    start = at + 30 + sum(struct.unpack_from("<HH", content, at + 26))
    packed = memoryview(content)[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        size = len(packed)
        _look_inside(bytes(packed[:4]), bytes(packed).lower())
    else:
        size = _inflate(packed, min(left, part.file_size))
    if size > left:
        raise Unusable(
            f"Unpacked, this workbook is larger than the {MOST_UNPACKED >> 20} MB that are opened, whatever "
            f"it says of itself. {_NOT_THIS}"
        )
    if size != part.file_size:
        raise Unusable(
            "A part of the workbook is not as large as it says: it is damaged, or made to deceive. "
            + _NOT_THIS
        )
    return size


def _inflate(packed: memoryview, left: int) -> int:
    engine, size, before, first = zlib.decompressobj(-15), 0, b"", b""
    rest: bytes | memoryview = packed
    try:
        while not engine.eof and size <= left:
            piece = engine.decompress(rest, 1 << 20)
            if not piece and not engine.unconsumed_tail:
                break
            first = first or piece[:4]
            _look_inside(first, before + piece.lower())
            before = piece[-_MOST_OVERLAP:].lower()
            size += len(piece)
            rest = engine.unconsumed_tail
    except zlib.error:
        raise Unusable(
            "The workbook is damaged: a part of it cannot be unpacked. Download it again."
        ) from None
    return size


def _look_inside(first: bytes, piece: bytes) -> None:
    if first.startswith(b"PK\x03\x04"):
        raise Unusable(f"There is another archive or workbook inside this one. {_NOT_THIS}")
    if any(sign in piece for sign in _MACHINERY):
        raise Unusable(f"The workbook brings its own document type, as Excel never does. {_NOT_THIS}")
