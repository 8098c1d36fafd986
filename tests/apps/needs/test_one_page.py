"""One page for governors: one sheet, tagged, with everything in words; what people wrote stays text."""

import re
import subprocess
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from smeaton.apps.needs.documents.one_page import Line, OnePage, Row, one_page, one_page_sheet
from smeaton.apps.needs.queries.choices import choices_of
from smeaton.apps.needs.queries.levels import department_levels
from smeaton.apps.needs.services import choosing
from smeaton.apps.places.queries import department
from smeaton.ui import typesetting
from smeaton.ui.tasks import typeset_document
from tests.factories.personas import SYSTEM, Personas
from tests.factories.support import profile

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
NASTY = '#import "x": * #read("/etc/passwd") $x^2$ *bold* _it_ `raw` <l> @ref \\ // c [b] = h <script>'


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.CACHES = settings.CACHES | {
        "charts": settings.CACHES["charts"] | {"LOCATION": tmp_path / "charts"}
    }


@pytest.fixture
def page(personas: Personas) -> OnePage:
    """Three priorities, agreed; the second with a reason that looks like markup."""
    profile(personas)
    lead, key = personas.reach("subject_lead"), personas.department.pk
    strands = ["recall", "feedback", "leadership"]
    choosing.save_draft(reach=lead, department_id=key, strands=strands, at=AT)
    choosing.agree(reach=lead, department_id=key, strands=strands, reasons={"feedback": NASTY}, at=AT)
    card = department("testshire", personas.department.school_id, SYSTEM)
    return one_page(
        choices_of([card], SYSTEM)[key],
        department_levels(card, SYSTEM),
        place="Science · Testshire",
        today=date(2026, 11, 26),
    )


def streams(pdf: bytes) -> bytes:
    """The file with its compressed parts opened, in which its structure can be searched."""
    opened = [pdf]
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            opened.append(zlib.decompress(found[1]))
        except zlib.error:
            continue
    return b"\n".join(opened)


def text_of(pdf: bytes, tmp_path: Path) -> str:
    """What a reader can copy out of it, on one line."""
    file = tmp_path / "page.pdf"
    file.write_bytes(pdf)
    try:
        done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True)
    except FileNotFoundError:
        pytest.skip("no pdftotext on this machine (Debian: poppler-utils)")
    return " ".join(done.stdout.decode().split())


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", streams(pdf)))


def test_the_page_says_what_is_strong_agreed_why_and_how_sure(page: OnePage) -> None:
    assert page.title == "Science at Alderwood School"
    assert page.finding.startswith("Strong in ")
    assert "Three priorities are agreed: memory and recall, " in page.finding
    assert page.agreed[0].level == (
        "level 1.4 of 4, between “not yet” and “emerging”; nine times in ten between 1.1 and 1.7"
    )
    assert page.agreed[1].why == NASTY
    assert page.status == "Agreed by the lead on 24 November 2026; the head has not confirmed them yet."
    assert any("teachers" in sentence for sentence in page.sure)
    assert not {line.title for line in page.strong} & {line.title for line in page.agreed}
    assert "Memory and recall, 1.4 (1.1 to 1.7), priority 1" in page.figure_words
    assert page.file_name == "science-at-alderwood-school-synthetic.pdf"
    assert replace(page, synthetic=False).file_name == "science-at-alderwood-school.pdf"


def test_the_pdf_is_one_tagged_page_and_can_be_read_aloud(page: OnePage, tmp_path: Path) -> None:
    pdf = one_page_sheet(page, 1_700_000_000).pdf()
    structure = streams(pdf)
    assert pages(pdf) == 1
    assert re.search(rb"/MediaBox\s*\[0 0 595[.\d]* 841[.\d]*\]", structure)
    for mark in (b"/StructTreeRoot", b"/Marked true", b"/Lang", b"/S/Figure", b"/Alt", b"/H1", b"/H2"):
        assert mark in structure.replace(b"/S /", b"/S/"), mark
    assert b"pdfuaid" in structure
    text = text_of(pdf, tmp_path)
    assert "Science at Alderwood School" in text
    assert "Source: " in text
    assert text.count("synthetic") >= 5
    assert one_page_sheet(page, 1_700_000_000).pdf() == pdf


def test_what_people_wrote_stays_text(page: OnePage, tmp_path: Path) -> None:
    text = text_of(one_page_sheet(page, 0).pdf(), tmp_path)
    for part in (
        '#import "x": *',
        '#read("/etc/passwd")',
        "$x^2$",
        "*bold*",
        "`raw`",
        "@ref",
        "[b] = h <script>",
    ):
        assert part in text, part
    assert "root:" not in text


def test_a_template_can_read_no_file_and_fetch_no_package() -> None:
    for wish in ('read("/etc/passwd")', 'read("../../etc/passwd")', 'import "@preview/cetz:0.3.0": canvas'):
        sheet = typesetting.Sheet(f'#set document(title: "t")\n#{wish}', "{}", 0)
        with pytest.raises(Exception, match=r"not found|denied|outside|escape|failed|project root"):
            sheet.pdf()


def test_the_longest_names_and_reasons_stay_on_one_page(page: OnePage, tmp_path: Path) -> None:
    name = "Saint Bartholomew and All Angels Church of England Voluntary Aided Comprehensive School " * 3
    strand = "A strand whose title is as long as the instrument lets it be, and then some words more"
    line = Line(
        strand,
        f"{page.agreed[0].level}. Agreed with the hub: 2.0",
        f"{NASTY} {'Warum nicht Ŵŷ – ' * 40}"[:500],
    )
    rows = tuple(
        Row(strand, 1.2 + 0.2 * i, 1.0, 4.0, "1.2 (1.0 to 4.0)", i + 1 if i < 5 else 0) for i in range(12)
    )
    for sheet_of in (
        replace(page, title=name, finding=name * 2, agreed=(line,) * 5, strong=(line,) * 3, rows=rows),
        replace(page, agreed=(line,) * 5, rows=rows),
        replace(page, agreed=(), strong=(), rows=(), sure=("Nobody has answered the audit yet.",)),
    ):
        pdf = one_page_sheet(sheet_of, 0).pdf()
        assert pages(pdf) == 1
        assert "Source: " in text_of(pdf, tmp_path)


def test_every_sign_that_is_let_through_can_be_drawn_and_others_are_replaced() -> None:
    let_through = "".join(
        chr(code)
        for code in range(0x20, 0x2FFF)
        if typesetting.printable(f"a{chr(code)}b") == f"a{chr(code)}b"
    )
    assert len(let_through) > 500
    sheet = typesetting.Sheet.of(
        '#set document(title: "t")\n#set text(font: "Libertinus Serif")\n#json(bytes(sys.inputs.data)).all',
        {"all": let_through},
        0,
    )
    assert sheet.pdf().startswith(b"%PDF")
    assert typesetting.printable("a \u0000b \U0001f600 漢\ue000 e\u0301\n c") == "a ?b ? ?? é c"


def pdf_address(personas: Personas) -> str:
    return reverse("needs:one-pager-pdf", args=["testshire", personas.department.school_id])


def test_the_pdf_is_made_beside_the_request_and_then_kept(
    personas: Personas, page: OnePage, django_assert_max_num_queries: Any
) -> None:
    client = personas.client("head")
    waiting = client.get(pdf_address(personas))
    assert waiting.status_code == 202
    assert "being made" in waiting.content.decode()
    asked = DBTaskResult.objects.get()  # asked for once, however often one looks
    assert client.get(pdf_address(personas)).status_code == 202
    assert DBTaskResult.objects.count() == 1
    typeset_document.func(*asked.args_kwargs["args"])
    with django_assert_max_num_queries(20):
        ready = client.get(pdf_address(personas))
    assert ready["Content-Type"] == "application/pdf"
    assert ready["Content-Disposition"] == 'inline; filename="science-at-alderwood-school-synthetic.pdf"'
    assert ready.content.startswith(b"%PDF")
    polled = client.get(pdf_address(personas), headers={"HX-Request": "true"})
    assert polled["HX-Refresh"] == "true"
    assert "<html" not in polled.content.decode()


def test_the_pdf_is_for_those_who_see_the_department(personas: Personas, page: OnePage) -> None:
    for who in ("subject_lead", "hub_lead", "accountability_lead", "trust_lead"):
        assert personas.client(who).get(pdf_address(personas)).status_code == 202
    assert personas.client("stranger").get(pdf_address(personas)).status_code == 403


def test_asked_too_often_the_page_gives_up_in_words(personas: Personas, page: OnePage) -> None:
    answer = personas.client("head").get(pdf_address(personas) + "?tries=40", headers={"HX-Request": "true"})
    assert "could not be made" in answer.content.decode()


def test_a_document_that_cannot_be_typeset_is_remembered_for_a_while() -> None:
    sheet = typesetting.Sheet("#wrong(", "{}", 0)
    typesetting.wait_for(sheet)
    with pytest.raises(Exception, match=r"unclosed|expected"):
        typesetting.typeset_waiting(sheet.key)
    assert typesetting.failed(sheet)
    assert sheet.kept is None
