"""Patches save time and change nothing: documents are made with and without them and compared."""

from __future__ import annotations

import dataclasses
import functools
import importlib
import io
import math
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import TypeAlias

import pymupdf
import pytest
from PIL import Image

from everyleaf.model import Publication, Resource
from everyleaf.pdf import patches, write
from everyleaf.pdf.layout import weasy
from everyleaf.pdf.patches.patch import Patch
from tests.conftest import make_publication
from tests.pdf.documents import paragraph, publication

weasy.load()
ROOT = Path(__file__).parents[2]
OTHER_BYTES = {"glyph-kerns"}
"""Patches that write the same drawing with other bytes."""
OTHER_PLACES = {"leader-runs": 0.2}
"""Patches that move the dots of leaders, by how many points at most."""
BODY = f"""
<main><h1 id="a">One</h1>
<p>Efficient <em>offices </em><strong>bold</strong> text<sup>2</sup>, <code>a == b</code>, AVATAR To.
<a href="#b">See two</a>, <span style="text-decoration: underline">under</span>
<span style="text-decoration: line-through overline">through</span>.</p>
<p style="text-align: justify">{paragraph(150)}</p>
<p style="letter-spacing: 1px; word-spacing: 3px">Spaced out {paragraph(20)}</p>
<p style="font-variant: small-caps; font-feature-settings: 'liga' 0">Office files</p>
<ul><li>One<ul><li>Two</li></ul></li><li class="own">Three</li></ul>
<ol start="8"><li>Eight</li><li>Nine</li><li>Ten</li></ol>
<p class="item">Listed</p><p class="initial">Initial letter {paragraph(30)}</p>
<p>Said <q>this <q>inner</q></q><span class="note">A footnote.</span> and more.</p>
<pre><code>def f(x):
\treturn x  # tab
    a very long line of code that goes on and on and on and on, far beyond the end of the line
</code></pre>
<table><caption>Rows</caption><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>
<tbody>{"".join(f"<tr><td>{i}</td><td>{paragraph(9, i)}</td></tr>" for i in range(60))}</tbody></table>
<p class="entry"><a href="#b">A line with a leader</a></p><p class="entry"><a href="#a">One</a></p>
<p class="entry" dir="rtl"><a href="#b">שלום</a></p>
<p dir="rtl" lang="he">שלום עולם abc שלום</p><p lang="ar" dir="rtl">مرحبا بالعالم</p>
<figure style="border: 1px solid; border-radius: 4px; background: #eee; width: 50%; padding: 5%">
<img src="img/p.png" alt="Picture"/><figcaption>Caption</figcaption></figure>
<div class="flex"><p>Left {paragraph(12)}</p><p>Right {paragraph(20)}</p></div>
<p class="fixed">Fixed</p><p class="dim">Half <b>there</b></p><p class="turned">Turned</p>
<h2 id="b">Two</h2>{"".join(f"<p>{paragraph(90, 100 * i)}</p>" for i in range(12))}</main>
"""
STYLE = """
.entry a::after { content: leader(". ") target-counter(attr(href), page) }
.own { list-style-type: "→ " } .own::marker { color: #900 } .item { display: list-item; margin-left: 2em }
.initial::first-letter { font-size: 2em } .initial::first-line { font-weight: bold }
.note { float: footnote } .note::footnote-call { color: #009 }
.flex { display: grid; grid-template-columns: 1fr 1fr } .fixed { position: fixed; bottom: 0; right: 0 }
.dim { opacity: 0.5 } .turned { transform: rotate(3deg) } h2 { string-set: part content() }
@page { @top-right { content: string(part) } } @page :first { @top-left { content: none } }
@page :nth(3) { background: #eef }
"""


Letters: TypeAlias = list[tuple[int, str, tuple[float, float]]]
"""Each character, with its page and place in points."""


@functools.cache
def document() -> Publication:
    return publication(BODY, STYLE)


@functools.cache
def made(*names: str) -> bytes:
    """Return the PDF that is made with some patches only."""
    with patches.applied(only=names):
        return write(document(), patched=False)[0].data


def letters(data: bytes) -> Letters:
    """Return each character that MuPDF finds, with its page and place."""
    with pymupdf.open(stream=data, filetype="pdf") as pdf:  # type: ignore[no-untyped-call]
        return [
            (page.number, char["c"], char["origin"])
            for page in pdf
            for block in page.get_text("rawdict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
            for char in span["chars"]
        ]


def move_of(some: Letters, others: Letters) -> float:
    """Return by how many points a character stands elsewhere at most, in whatever order."""
    one, other = ([*sorted(each, key=_by_line)] for each in (some, others))
    assert [(page, letter) for page, letter, _ in one] == [(p, c) for p, c, _ in other]
    return max(math.dist(a, b) for (*_, a), (*_, b) in zip(one, other, strict=True))


def _by_line(letter: tuple[int, str, tuple[float, float]]) -> tuple[int, str, float, float]:
    page, character, (x, y) = letter
    return page, character, round(y, 1), x


def images(data: bytes, folder: Path) -> list[bytes]:
    """Return each page as poppler draws it."""
    folder.mkdir()
    (folder / "book.pdf").write_bytes(data)
    command = ["pdftoppm", "-r", "100", "-png", "book.pdf", "page"]
    subprocess.run(command, cwd=folder, check=True)
    return [path.read_bytes() for path in sorted(folder.glob("*.png"))]


@pytest.mark.parametrize("patch", patches.PATCHES, ids=lambda patch: str(patch.name))
def test_a_patch_changes_nothing(patch: Patch, tmp_path: Path) -> None:
    without, with_it = made(), made(patch.name)
    if patch.name in OTHER_PLACES:
        assert with_it != without
        assert 0 < move_of(letters(with_it), letters(without)) < OTHER_PLACES[patch.name]
        return
    if patch.name not in OTHER_BYTES:
        assert with_it == without
        return
    assert with_it != without
    assert letters(with_it) == letters(without)
    assert images(with_it, tmp_path / "with") == images(without, tmp_path / "without")


def test_all_of_them_change_nothing(tmp_path: Path) -> None:
    assert move_of(letters(made(*patches.names())), letters(made())) < max(OTHER_PLACES.values())
    assert write(document())[0].data == made(*patches.names())
    assert write(document(), patched=False)[0].data == made()


LINES = "".join(
    f"""<div style="width: {width}mm; hyphens: manual; text-align: {align}">
<p>{paragraph(60, width)} <em>one </em>two—three <b>a/b-c</b> un\u00adbreak\u00adable no\u00a0break
 incomprehensibilities <code>f(x) == y</code>. שלום עולם abc {paragraph(9, width)} 漢字漢字漢字漢字漢字。</p>
<p dir="rtl">שלום עולם abc שלום עולם {paragraph(9, width)}</p>
<pre style="white-space: pre-wrap; overflow-wrap: anywhere"><code>fn <b>main</b>() {{    \n
\tlet incomprehensible = incomprehensibilities(incomprehensible);   \n  x\n}}</code></pre>
<pre style="white-space: pre">fn main() {{ a very long line\n  of code }}</pre></div>"""
    for width in range(4, 110, 3)
    for align in ("start", "justify")
)


def test_lines_end_where_they_did() -> None:
    document = publication(LINES)
    with patches.applied(only=("line-drafts",)):
        with_it = write(document, patched=False)[0].data
    with patches.applied(only=()):
        assert write(document, patched=False)[0].data == with_it


@pytest.mark.parametrize("orientation", [None, 1, 6])
def test_a_png_with_exif_data_is_drawn_as_before(orientation: int | None) -> None:
    exif = Image.Exif()
    exif[0x9286] = "a screenshot"
    if orientation is not None:
        exif[0x0112] = orientation
    data = io.BytesIO()
    Image.linear_gradient("L").resize((40, 30)).convert("RGBA").save(data, "PNG", exif=exif)
    made = publication('<p><img src="img/p.png" alt="Picture"/></p>')
    image = Resource("img/p.png", "image/png", data.getvalue(), 40, 30)
    document = dataclasses.replace(made, resources=(image,))
    with patches.applied(only=("upright-images",)):
        with_it = write(document, patched=False)[0].data
    with patches.applied(only=()):
        assert write(document, patched=False)[0].data == with_it


def test_they_fit_the_installed_versions() -> None:
    assert patches.misfits() == {}
    assert patches.names() == tuple(patch.name for patch in patches.PATCHES)
    assert patches.names(wanted=False) == ()


def test_everything_is_put_back() -> None:
    before = {p.name: [getattr(r.owner, r.name) for r in p.replacements()] for p in patches.PATCHES}
    with patches.applied():
        write(make_publication())
    after = {p.name: [getattr(r.owner, r.name) for r in p.replacements()] for p in patches.PATCHES}
    assert before == after


def test_another_version_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    (patch, *others) = patches.PATCHES
    strange = Patch(patch.name, {"weasyprint": ("1.0",)}, patch.replacements)
    monkeypatch.setattr(patches, "PATCHES", (strange, *others))
    assert patches.misfits() == {patch.name: "weasyprint 70.0"}
    assert patch.name not in patches.names()
    with patches.applied():
        assert [getattr(r.owner, r.name) for r in strange.replacements()]


def test_threads_wait_for_each_other() -> None:
    import pydyf

    stock = pydyf.PDF.page_references
    seen: list[object] = []

    def look() -> None:
        with patches.applied(False):
            seen.append(pydyf.PDF.page_references)

    thread = threading.Thread(target=look)
    with patches.applied():
        thread.start()
        assert pydyf.PDF.page_references is not stock
    thread.join()
    assert seen == [stock]


UPSTREAM = sorted(Path(patches.__file__).with_name("upstream").glob("*.patch"))
DRAW = """
import sys
from everyleaf.pdf import write
from tests.pdf.test_patches import document
sys.stdout.buffer.write(write(document(), patched=False)[0].data)
"""


@pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")
@pytest.mark.parametrize("diff", UPSTREAM, ids=lambda diff: str(diff.stem))
def test_what_is_for_the_authors_fits_their_code(diff: Path, tmp_path: Path) -> None:
    for module in (weasy.load(), importlib.import_module("pydyf")):
        folder = Path(str(module.__file__)).parent
        shutil.copytree(folder, tmp_path / folder.name, ignore=shutil.ignore_patterns("*.pyc"))
    command = ["patch", "-p1", "--batch", "--fuzz=0", "-d", str(tmp_path), "-i", str(diff)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    path = os.pathsep.join([str(tmp_path), str(ROOT / "src"), str(ROOT)])
    run = subprocess.run(
        [sys.executable, "-c", DRAW],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        check=True,
    )
    if "kerns" in diff.stem:
        assert letters(run.stdout) == letters(made())
        assert len(run.stdout) < len(made())
    else:
        assert run.stdout == made()
