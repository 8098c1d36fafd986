"""Made-up exports in the layout of each tool, and workbooks that are made to do harm."""

import csv
import io
import random
import struct
import zipfile
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter

from smeaton.engine.sources.survey_exports import (
    DepartmentNamed,
    ItemWording,
    VignetteWording,
    Wordings,
)

LEVELS = ("Not yet", "Emerging", "Secure", "Leading")
FORMS_OWN = ("ID", "Start time", "Completion time", "Email", "Name")


def wordings(statements: Sequence[str], departments: int = 2) -> Wordings:
    """An instrument that asks these statements, all in the strand “Feedback”."""
    items = tuple(
        ItemWording(f"feedback-{k}", text, "feedback", "", tuple(f"{level} {k}" for level in LEVELS))
        for k, text in enumerate(statements, start=1)
    )
    named = tuple(
        DepartmentNamed(k, 900_000 + k, name)
        for k, name in enumerate(("Alderwood School", "Birchfield Academy")[:departments], start=1)
    )
    vignettes = (VignetteWording("vignette-1", "Ms Hall", "Ms Hall asks pupils to recall last week."),)
    return Wordings(LEVELS, items, vignettes, {"feedback": "Feedback"}, named)


def csv_bytes(rows: Sequence[Sequence[object]], *, separator: str = ",", encoding: str = "utf-8") -> bytes:
    """Rows as CSV, every cell in quotation marks as survey tools write them."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding)


def forms_workbook(questions: Sequence[str], people: Sequence[Sequence[object]]) -> bytes:
    """A workbook as Microsoft Forms exports it: an Excel table on “Sheet1”, times as dates.

    `people` are email, name and then an answer to each question.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Sheet1")
    when = book.add_format({"num_format": "m/d/yy h:mm:ss"})
    headings = [*FORMS_OWN, *questions]
    for row, (email, name, *answers) in enumerate(people, start=1):
        sheet.write_number(row, 0, row)
        sheet.write_datetime(row, 1, datetime(2026, 11, 2, 8, row % 60, 5), when)  # noqa: DTZ001 - as Excel
        sheet.write_datetime(row, 2, datetime(2026, 11, 2, 9, row % 60, 7), when)  # noqa: DTZ001
        for column, value in enumerate((email, name, *answers), start=3):
            sheet.write(row, column, value)
    columns = [{"header": heading} for heading in headings]
    sheet.add_table(0, 0, max(len(people), 1), len(headings) - 1, {"columns": columns, "name": "Table1"})
    book.close()
    return out.getvalue()


def workbook_of(parts: dict[str, bytes], *, whole: bool = True) -> bytes:
    """A workbook of these parts, beside the ones that each needs unless `whole` is False."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    usual = {
        "[Content_Types].xml": f'<Types xmlns="{packages}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packages}/relationships">'
        f'<Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{relations}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/sharedStrings.xml": f'<sst xmlns="{main}"><si><t>Question</t></si><si><t>Agree</t></si></sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1" t="s"><v>0'
        '</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row></sheetData></worksheet>',
    }
    every = {name: text.encode() for name, text in usual.items()} if whole else {}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (every | parts).items():
            archive.writestr(name, content)
    return out.getvalue()


def sheet_xml(rows: str) -> bytes:
    """A sheet with these rows."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def strings_xml(middle: bytes) -> bytes:
    """A table of strings."""
    return b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + middle + b"</sst>"


def lying(content: bytes, name: str, size: int) -> bytes:
    """The archive, in which the part `name` is said to unpack to `size` bytes only."""
    changed = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.getinfo(name)
    struct.pack_into("<I", changed, part.header_offset + 22, size)
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        length = struct.unpack_from("<H", changed, at + 28)[0]
        if changed[at + 46 : at + 46 + length] == name.encode():
            struct.pack_into("<I", changed, at + 24, size)
        at = changed.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def bombs() -> dict[str, bytes]:
    """Workbooks that would take memory or time without end where they were simply opened."""
    zeros = bytes(100 << 20)
    many = {f"xl/media/{k}.xml": b"" for k in range(20_000)}
    laughs = "".join(f'<!ENTITY a{k} "{f"&a{k - 1};" * 10 if k else "ha"}">' for k in range(10))
    # Noise is packed less than the ratio that is refused at once.
    noise = random.Random(1).randbytes(3_000).hex().encode()  # noqa: S311 - made-up files
    texts = b"".join(b"<si><t>%d%s</t></si>" % (k, noise[k % 5_000 :][:60]) for k in range(700_000))
    amplified = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (k, k) for k in range(1, 4_000))
    far = sheet_xml(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    )
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (k, k) for k in range(1, 300_001))
    inner = workbook_of({"xl/media/a.xml": bytes(20 << 20)})
    return {
        "declared": workbook_of({"xl/sharedStrings.xml": zeros}),
        "lying": lying(workbook_of({"xl/sharedStrings.xml": zeros}), "xl/sharedStrings.xml", 900_000),
        "nested": workbook_of({"xl/embeddings/inner.bin": inner}),
        "many entries": workbook_of(many),
        "billion laughs": workbook_of(
            {"xl/sharedStrings.xml": f"<!DOCTYPE sst [{laughs}]><sst><si><t>&a9;</t></si></sst>".encode()}
        ),
        "shared strings": workbook_of({"xl/sharedStrings.xml": strings_xml(texts)}),
        "far corner": workbook_of({"xl/worksheets/sheet1.xml": far}),
        "many rows": workbook_of({"xl/worksheets/sheet1.xml": sheet_xml(cells.decode())}),
        "amplified": workbook_of(
            {
                "xl/sharedStrings.xml": strings_xml(b"<si><t>" + noise[:4_900] + b"</t></si>"),
                "xl/worksheets/sheet1.xml": sheet_xml(amplified.decode()),
            }
        ),
        "one long string": workbook_of(
            {"xl/sharedStrings.xml": strings_xml(b"<si><t>" + noise * 3_000 + b"</t></si><si><t>2</t></si>")}
        ),
    }
