"""Nothing comes from the network or the machine, and nothing that layout says is lost."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pikepdf
import pytest

from everyleaf.diagnostics import PublishError
from everyleaf.pdf import write
from tests.pdf.documents import publication, render, tagged


def refused(body: str, style: str = "") -> str:
    with pytest.raises(PublishError) as caught:
        write(publication(body, style))
    (finding,) = caught.value.diagnostics
    assert finding.code == "resource-refused"
    assert (str(finding.position) == "content/test.md:3") == ("<img" in body)
    return finding.message


def test_image_that_is_not_in_the_publication() -> None:
    assert "img/none.png" in refused("<p><img src='img/none.png' alt='A'/></p>")


@pytest.mark.parametrize(
    "url", ["https://example.org/a.png", "file:///etc/hostname", "ftp://example.org/a"]
)
def test_nothing_is_fetched(url: str) -> None:
    assert url in refused(f"<p><img src='{url}' alt='A'/></p>")
    assert url in refused("<p>A</p>", f"p {{ background: url({url}) }}")
    assert url in refused("<p>A</p>", f"@font-face {{ font-family: X; src: url({url}) }}")


def test_stylesheets_may_not_be_imported(tmp_path: Path) -> None:
    sheet = tmp_path / "a.css"
    sheet.write_text("p { color: red }")
    made = publication("<p>A</p>")
    css = f"@import url({sheet.as_uri()});" + made.templates["print.css"]
    object.__setattr__(made, "templates", {"print.css": css})
    with pytest.raises(PublishError):
        write(made)


def test_fonts_are_the_publications_and_embedded() -> None:
    data = render("<p>A <b>b</b> <code>c</code> ب ש</p>")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)]
        names = {str(o.BaseFont).partition("+")[2] for o in fonts if o.get("/Type") == "/Font"}
    families = {"Source-Serif-4", "Source-Code-Pro", "Amiri", "Frank-Ruhl-Libre"}
    assert {f for f in families if any(n.startswith(f) for n in names)} == families
    assert all(any(n.startswith(f) for f in families) for n in names), names


def test_the_environment_is_put_back() -> None:
    before = dict(os.environ)
    render("<p>A</p>")
    assert dict(os.environ) == before


def test_missing_glyph_is_an_error() -> None:
    with pytest.raises(PublishError) as caught:
        write(publication("<p>A 𒀀</p>"))
    assert {d.code for d in caught.value.diagnostics} == {"glyph-missing"}
    assert "U+12000" in caught.value.diagnostics[0].message


def test_warnings_of_layout_are_returned() -> None:
    output, findings = write(publication("<p>A</p>", "p { colour: red }"))
    assert output.data
    assert [(d.code, d.severity) for d in findings] == [("layout-warning", "warning")]
    assert "colour" in findings[0].message


def test_broken_link_is_an_error_of_layout() -> None:
    with pytest.raises(PublishError) as caught:
        write(publication("<p><a href='#none'>A</a></p>"))
    assert [d.code for d in caught.value.diagnostics] == ["layout-failed"]


def test_no_stylesheet_at_all() -> None:
    made = publication("<p>A</p>")
    object.__setattr__(made, "templates", {})
    assert write(made)[0].data[:5] == b"%PDF-"


def test_data_urls_are_served() -> None:
    svg = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E"
    pdf = tagged("<p>A</p>", f'p {{ background: url("{svg}") }}')
    assert pdf.root.text == "A"
