"""The built assets carry the code of GOV.UK Frontend and nothing of its branding."""

import re
from collections import defaultdict

import pytest
from tools import build_assets

FORBIDDEN = re.compile(
    r"GDS Transport|crest|crown|@font-face|sourceMappingURL|(\w+\.|//)gov\.uk", re.IGNORECASE
)
FILES = ("govuk-frontend.min.css", "govuk-frontend.min.js")


@pytest.mark.parametrize("name", FILES)
def test_built_file_has_no_branding(name: str) -> None:
    text = (build_assets.TARGET / name).read_text(encoding="utf-8")
    assert len(text) > 40_000
    assert not FORBIDDEN.search(text)


def test_built_style_sheet_loads_nothing() -> None:
    assert "url(" not in (build_assets.TARGET / FILES[0]).read_text(encoding="utf-8")


def test_built_files_are_what_the_script_makes() -> None:
    for name, unbranded in zip(FILES, (build_assets.unbranded_css, build_assets.unbranded_js), strict=True):
        source = (build_assets.SOURCE / name).read_text(encoding="utf-8")
        assert (build_assets.TARGET / name).read_text(encoding="utf-8") == unbranded(source)


def test_branded_rules_go_with_the_groups_that_they_empty() -> None:
    css = (
        "a{color:red}@font-face{font-family:GDS Transport}"
        "@media print{@supports (x:y){.govuk-footer__copyright-logo:before{background:url(govuk-crest.svg)}}}"
        ".govuk-footer__crown{margin:0}b{font-family:GDS Transport,arial}@media screen{c{top:0}}"
        "\n/*# sourceMappingURL=x.css.map */"
    )
    assert build_assets.unbranded_css(css) == "a{color:red}b{font-family:arial}@media screen{c{top:0}}\n"


def test_what_is_left_over_is_named_and_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build_assets, "unbranded_css", lambda css: css)
    monkeypatch.setattr(build_assets, "TARGET", tmp_path)
    assert build_assets.main() == 2
    assert "Branding is left in govuk-frontend.min.css" in capsys.readouterr().err


def test_own_style_sheets_name_no_foreign_address() -> None:
    for path in build_assets.TARGET.parent.glob("*.css"):
        assert not re.search(r"url\(|@import|https?://", path.read_text(encoding="utf-8")), path.name


def test_a_block_has_its_rules_in_one_style_sheet() -> None:
    """Two sheets that both name a block quarrel over it; paper's sheet alone may add to others' blocks."""
    sheets: dict[str, set[str]] = defaultdict(set)
    for sheet in sorted((build_assets.TARGET.parent).glob("*.css")):
        css = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        for names in re.findall(r"([^{}]+)\{", css):
            for name in re.findall(r"^\s*\.(smeaton-[a-z-]+?)\s*(?:,|$)", names, re.MULTILINE):
                sheets[name] |= {sheet.name} - {"print.css"}
    assert len(sheets) > 40
    assert {name: sorted(where) for name, where in sheets.items() if len(where) > 1} == {}
