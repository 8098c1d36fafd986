"""Whatever the bytes: a clear refusal or a complete account of the lines, never a traceback."""

import io

from hypothesis import example, given, settings
from hypothesis import strategies as st

from smeaton.engine.sources import Ignored, Rejected, Taken, Unusable, read
from tests.engine.sources.files import table
from tests.engine.sources.test_gias import CODE_AND_NAME
from tests.engine.sources.test_lists import TRUST, link
from tests.engine.sources.test_results import AUTHORITY, SCHOOL, series

FILES = [
    table([CODE_AND_NAME, CODE_AND_NAME | {"URN": "136558"}]),
    table([link("136166", "147967", "Successor"), link("147967", "136166", "Predecessor")]),
    table([TRUST]),
    table([SCHOOL, AUTHORITY]),
    table([series(), series(Years="2020", Values="-")]),
    table([{"type": "EligibilityList::RiseSchool", "identifier": "100006", "identifier_type": "urn"}]),
]
NASTY = st.sampled_from(
    [
        b"\0",
        b'"',
        b"\r",
        b"\n",
        b",",
        b";",
        b"\t",
        b"\xff",
        b"\xef\xbb\xbf",
        b"9" * 400,
        b"-",
        b"\x85",
        b"\xc3",
        b"1e99",
    ]
)
NAMES = st.sampled_from(
    ["gias_2022-04-01.csv", "2018-2019_ks4final.csv", "2018.csv", "9999-99-99", "", "x.csv"]
)


def account(content: bytes, name: str) -> str:
    """Read a file to its end; every line must come to one of three ends."""
    try:
        source = read(io.BytesIO(content), name)
        for line in source.lines:
            assert isinstance(line, (Taken, Ignored, Rejected))
            if isinstance(line, Rejected):
                assert line.line >= 2
                assert line.column
                assert line.reason
                assert line.value.isprintable()
    except Unusable as refusal:
        sentence = str(refusal)
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert sentence.isprintable()
        return "refused"
    return "read"


@given(st.binary(max_size=400), NAMES)
@example(b'a,"b\n', "x")
@example(b"\xef\xbb\xbf", "x")
@example(b"URN,LinkURN,LinkType", "x")
@settings(max_examples=300, deadline=None)
def test_any_bytes_at_all(content: bytes, name: str) -> None:
    account(content, name)


@given(
    st.sampled_from(FILES),
    st.lists(st.tuples(st.integers(0, 2_000), NASTY | st.binary(max_size=3)), max_size=6),
)
@settings(max_examples=400, deadline=None)
def test_a_known_file_with_something_put_in(content: bytes, changes: list[tuple[int, bytes]]) -> None:
    for place, piece in changes:
        at = place % (len(content) + 1)
        content = content[:at] + piece + content[at:]
    account(content, "gias_2018-2019_final_2019-04-01.csv")


@given(st.sampled_from(FILES), st.integers(0, 2_000), st.integers(0, 60))
@settings(max_examples=300, deadline=None)
def test_a_known_file_with_something_cut_out(content: bytes, start: int, length: int) -> None:
    at = start % len(content)
    account(content[:at] + content[at + length :], "gias_2018-2019_final_2019-04-01.csv")


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_known_header_with_any_cells(data: st.DataObject) -> None:
    header, first = data.draw(st.sampled_from(FILES)).split(b"\r\n")[:2]
    cells = first.split(b",")
    for _ in range(data.draw(st.integers(1, 4))):
        cells[data.draw(st.integers(0, len(cells) - 1))] = data.draw(st.text(max_size=30)).encode(
            "utf-8", "surrogatepass"
        )
    account(b"\r\n".join([header, b",".join(cells), first, b""]), "gias_2018-2019_final_2019-04-01.csv")


def test_the_untouched_files_are_read() -> None:
    assert {account(content, "gias_2018-2019_final_2019-04-01.csv") for content in FILES} == {"read"}
