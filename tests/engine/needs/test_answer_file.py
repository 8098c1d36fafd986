"""Files of answers: what is read, what is left out with its line, what is refused with a sentence."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smeaton.engine.needs.answer_file import AnswerFile, AnswerFileError, read_answers
from smeaton.engine.needs.instrument import Vignette
from tests.factories.needs import shipped

HEADER = "department,respondent,role,item,answer\n"
AUDIT = shipped()


def read(text: str, **how: bool) -> AnswerFile:
    return read_answers(text.encode(), AUDIT, **how)


def test_levels_dont_know_not_applicable_and_blanks() -> None:
    found = read(
        HEADER + "d1,t1,Teacher,recall-1,3\nd1,t1,teacher,recall-2,DK\nd1,t1,teacher,recall-3,n/a\n"
        "d1,t1,teacher,models-1, 2.0 \n\nd1,t1,teacher,models-2,\n"
    )
    assert [(a.item, a.level, a.kind) for a in found.answers] == [
        ("recall-1", 3, "answered"), ("recall-2", None, "dont_know"), ("recall-3", None, "not_applicable"),
        ("models-1", 2, "answered"),
    ]  # fmt: skip
    assert {a.role for a in found.answers} == {"teacher"}
    assert found.answers[0].strand == "recall"
    assert found.rejected == ()
    assert found.warnings == ("1 row without an answer: passed over.",)


@pytest.mark.parametrize(
    ("row", "column", "value", "reason"),
    [
        ("d1,t2,teacher,recall-9,3", "item", "recall-9", "no such item"),
        ("d1,t2,teacher,recall-1,5", "answer", "5", "an answer is 1, 2, 3, 4"),
        ("d1,t2,teacher,recall-1,2.5", "answer", "2.5", "an answer is 1, 2, 3, 4"),
        ("d1,t2,teacher,recall-1,0", "answer", "0", "an answer is 1, 2, 3, 4"),
        ("d2,t1,teacher,recall-2,3", "respondent", "t1", "in d1 on line 2, here in d2"),
        ("d1,t1,teacher,recall-1,3", "item", "recall-1", "has answered this item on line 2"),
        (",t2,teacher,recall-1,3", "department", "", "no department"),
        ("d1,,teacher,recall-1,3", "respondent", "", "no respondent"),
        ("d1,t2", "item", "", "no item"),
    ],
)
def test_a_row_that_cannot_be_taken_is_listed_with_its_line(
    row: str, column: str, value: str, reason: str
) -> None:
    found = read(f"{HEADER}d1,t1,teacher,recall-1,3\n{row}\nd1,t3,lead,recall-1,2\n")
    assert len(found.answers) == 2
    (rejected,) = found.rejected
    assert (rejected.line, rejected.column, rejected.value) == (3, column, value)
    assert reason in rejected.reason
    assert found.rows == 3


def test_lines_are_counted_as_an_editor_shows_them() -> None:
    found = read(f'{HEADER}"d\n1",t1,teacher,recall-1,3\nd2,t2,teacher,recall-1,7\n')
    assert found.rejected[0].line == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(encoding: str, separator: str) -> None:
    text = (HEADER + "St Gwénolé’s,t1,teacher,recall-1,3\r\n").replace(",", separator)
    assert read_answers(text.encode(encoding), AUDIT).answers[0].department == "St Gwénolé’s"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b" \r\n", "The file is empty"),
        (HEADER.encode(), "no answers below"),
        (b"department,respondent,role,item\n1,2,3,4\n", "column “answer” is missing"),
        (b"a,b\n1,2\n", "“department” and “respondent” and “role” and “item” and “answer” are missing"),
        (HEADER.replace("role", "item").encode(), "“role” is missing"),
        (b"department,respondent,role,item,answer,item\n1,2,3,4,5,6\n", "stands in the file twice"),
        (b"\x89PNG\r\n\x1a\n\0\0", "is not text"),
        (b"\xff\xfe\x00", "is not text"),
        (HEADER.encode() + b'd,"' + b"x" * 140_000, "cannot be read as CSV from line 2"),
        (
            b'department,respondent,role,item,answer\nd1,r1,lead,recall-1,2\nd1,"r2,lea',
            "line 3 is never closed",
        ),
    ],
)
def test_what_is_no_file_of_answers_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(AnswerFileError, match=sentence):
        read_answers(content, AUDIT)


def test_a_column_of_strands_makes_items_of_ones_own_possible() -> None:
    text = "respondent,department,item,answer,role,strand\nt1,d1,q1,3,teacher,one\nt1,d1,q2,2,teacher,two\n"
    assert [a.strand for a in read(text).answers] == ["one", "two"]
    assert read(text).warnings == ()
    found = read(text + "t2,d1,q1,3,teacher,two\n")
    assert (found.rejected[0].line, found.rejected[0].column) == (4, "strand")
    assert len(read(text, instrument_decides=True).rejected) == 2
    mixed = read(text + "t2,d1,recall-1,3,teacher,\n")
    assert mixed.answers[-1].strand == "recall"
    assert "q1 (line 2), q2 (line 3)" in mixed.warnings[0]


def test_codes_used_again_in_every_department_get_advice() -> None:
    found = read(HEADER + "d1,t1,teacher,recall-1,3\nd2,t1,teacher,recall-1,3\n")
    assert "put the department before the code" in found.warnings[0]


def test_strange_roles_and_items_of_other_roles_are_taken_and_said() -> None:
    found = read(HEADER + "d1,t1,governor,recall-1,3\nd1,t2,technician,recall-1,3\n")
    assert len(found.answers) == 2
    assert "“governor” (line 2)" in found.warnings[0]
    assert "recall-1 by a technician (line 3)" in found.warnings[1]


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=300).map(lambda t: (HEADER + t).encode("utf-8", "replace"))
    )
)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        found = read_answers(content, AUDIT)
    except AnswerFileError:
        return
    assert len(found.answers) + len(found.rejected) <= found.rows


def test_vignettes_have_a_role_of_their_own_and_no_strand() -> None:
    vignettes = (Vignette("v-1", "One", "Text"), Vignette("v-2", "Two", "Text"))
    audit = replace(shipped(), vignettes=vignettes)
    header = "department,respondent,role,item,answer\n"
    good = "d,a,lead,recall-1,3\nd,a,vignette,v-1,2\nd,a,Vignette,v-2,DK\n"
    bad = "d,a,vignette,v-9,2\nd,a,vignette,recall-2,2\nd,a,lead,v-1,2\n"
    bad += "d,a,vignette,v-1,3\nd,b,vignette,v-1,7\n"
    found = read_answers((header + good + bad).encode(), audit)
    assert [(a.role, a.item, a.strand, a.level) for a in found.answers] == [
        ("lead", "recall-1", "recall", 3),
        ("vignette", "v-1", "", 2),
        ("vignette", "v-2", "", None),
    ]
    assert found.warnings == ()
    assert [(row.line, row.column) for row in found.rejected] == [
        (5, "item"), (6, "item"), (7, "role"), (8, "item"), (9, "answer"),
    ]  # fmt: skip
    assert "it has v-1, v-2" in found.rejected[0].reason
    own = "department,respondent,role,item,answer,strand\nd,a,teacher,x,3,s\nd,a,vignette,mine,2,\n"
    own += "d,a,vignette,x,2,\nd,b,teacher,mine,2,s\n"
    found = read_answers(own.encode(), audit)
    assert [answer.item for answer in found.answers] == ["x", "mine"]
    assert [(row.line, row.column) for row in found.rejected] == [(4, "item"), (5, "role")]
