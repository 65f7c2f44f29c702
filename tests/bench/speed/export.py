"""Give other makers the same book: `python -m tests.bench.speed.export BOOK FOLDER`.

1. Everyleaf reads the book, leniently, and composes it. What it mends (links to nothing, skipped
   ranks, characters that no font has) is mended for all makers.
2. `print/`: the document, stylesheet, fonts and images as Everyleaf itself lays them out, as HTML.
   WeasyPrint and Chromium print that.
3. `pandoc/`: the same words as Markdown, in `book.md`, for Pandoc: the parts that Everyleaf makes
   (cover, title page, contents, lists, index, credits) are left out, notes are Pandoc's own notes.
4. `told.json`: how much was mended or left out.

Why WeasyPrint gets our document and not HTML by somebody else: it then sets the same pages, so
that the numbers compare two ways of making one thing. What a plainer document costs is measured
too (`pandoc/book.html`, which Pandoc makes).

It is a program of its own, so that the process that measures stays small (see `process`).
"""

from __future__ import annotations

import collections
import copy
import io
import json
import os
import subprocess
import sys
from pathlib import Path

from fontTools.ttLib import TTFont
from lxml import etree

from everyleaf.jobs import InProcess
from everyleaf.model import Element, Publication
from everyleaf.pdf.file.page_setup import page_rules
from everyleaf.pdf.layout.print_text import arrange_for_print, make_material
from everyleaf.pdf.layout.unit_layout import copy_for_layout
from everyleaf.pdf.layout.weasy import File
from everyleaf.sources import prepare
from tests.bench.speed.contenders import find_pandoc
from tests.bench.speed.dialect import DIALECT

_EPUB = "http://www.idpf.org/2007/ops"
etree.register_namespace("epub", _EPUB)
_FURNITURE = ("half-title", "title", "colophon", "contents", "index")
"""Chunks that Everyleaf makes, as Pandoc makes its own; and lists and credits, by their classes."""
_MADE = ("list-of-", "credits")
_NAMED = ("h2", "h3", "h4", "h5", "h6", "figure", "table", "aside")
"""Elements whose id survives Pandoc's Markdown."""
_LATIN = ("Source Serif 4", "Source Code Pro")
_MENDED = ("link-file-missing", "link-target-missing", "heading-skipped", "glyph-missing")


def export_print(publication: Publication, folder: Path) -> None:
    """Write the document as it is laid out, with all that it shows."""
    printed = copy.deepcopy(publication.document)
    cover = arrange_for_print(printed, publication, InProcess())
    files = dict(make_material(publication, cover, patched=True).layout.files)
    document, drawings = copy_for_layout(printed)
    files |= {src: File(svg, "image/svg+xml") for src, svg in drawings.items()}
    document = copy.deepcopy(document)
    for path, file in files.items():
        suffix = ".svg" if file.media_type == "image/svg+xml" else Path(path).suffix
        name = path.lstrip(".") if Path(path).suffix else path.lstrip(".") + suffix
        _write(folder / name, file.data)
        for image in document.iter("img"):
            if image.get("src") == path:
                image.set("src", name)
    faces = []
    for font in publication.fonts:
        weight = font.weight
        faces.append(
            f'@font-face {{ font-family: "{font.family}"; font-style: {font.style}; '
            + (f"font-weight: {weight}; " if weight.isdecimal() else "")
            + f'src: url("fonts/{font.name}") }}'
        )
        _write(folder / "fonts" / font.name, font.data)
    rules = page_rules(publication.settings, publication.metadata.form)
    _write(folder / "page.css", "\n".join([*faces, rules]).encode())
    _write(folder / "print.css", publication.templates["print.css"].encode())
    head = document.find("head")
    assert head is not None
    for old in [*head.iter("style", "link")]:
        head.remove(old)
    for name in ("page.css", "print.css"):
        etree.SubElement(head, "link", rel="stylesheet", href=name)
    html = etree.tostring(document, method="html", encoding="utf-8", doctype="<!DOCTYPE html>")
    _write(folder / "book.html", html)


def export_pandoc(publication: Publication, folder: Path) -> dict[str, int]:
    """Write the text as Markdown; return how much of what was left out."""
    document = copy.deepcopy(publication.document)
    etree.strip_tags(document, etree.Comment, etree.ProcessingInstruction)
    counts: collections.Counter[str] = collections.Counter()
    for chunk in [e for e in document.iter(etree.Element) if _is_made(e)]:
        counts["parts that Everyleaf makes"] += 1
        chunk.getparent().remove(chunk)  # type: ignore[union-attr]  # it is inside <body>
    _give_notes(document)
    counts["headings in quotations"] = _flatten_headings(document)
    counts["vertical bars in tables"] = _replace_bars(document)
    counts["characters that the fonts of Latin text lack"] = _replace_foreign(document, publication)
    counts["skipped ranks of headings"] = _mend_ranks(document)
    counts["links to what Pandoc gives no name"] = _unlink_dead(document)
    for el in document.iter(etree.Element):
        for name in list(el.attrib):
            if name not in ("id", "href", "src", "alt", "colspan", "rowspan", "start") and not (
                str(name).startswith("{") or (el.tag == "code" and name == "class")
            ):
                del el.attrib[name]
    etree.strip_tags(document, "section", "span", "div", "main", "header")
    for resource in publication.resources:
        _write(folder / resource.path, resource.data)
    for font in publication.fonts:
        _write(folder / "fonts" / font.name, font.data)
    body = document.find("body")
    assert body is not None
    alternatives = {i.get("src", ""): i.get("alt", "") for i in document.iter("img")}
    _write(folder / "alternatives.json", json.dumps(alternatives).encode())
    html = etree.tostring(body, method="xml", encoding="utf-8")
    arguments = ["--from=html+epub_html_exts", f"--to={DIALECT}", "--wrap=preserve"]
    markdown = _pandoc([*arguments, "--shift-heading-level-by=-1"], html)
    metadata = publication.metadata
    front = {
        "title": metadata.title,
        "lang": metadata.language,
        "author": [c.name for c in metadata.contributors],
        "date": metadata.date.isoformat(),
        "margin": {"x": "32mm", "top": "30mm", "bottom": "33mm"},  # as Everyleaf's A4 has them
    }
    _write(folder / "book.md", markdown)
    _write(folder / "metadata.json", json.dumps(front).encode())
    plain = ["--standalone", f"--from={DIALECT}", "--to=html", "--metadata-file=metadata.json"]
    command = [_pandoc_here(), *plain, "--toc", "--syntax-highlighting=none", "book.md"]
    subprocess.run([*command, "--output=book.html"], cwd=folder, check=True)
    return dict(counts)


def _is_made(el: Element) -> bool:
    chunk = el.get("data-chunk")
    if el.get("class") == "skip-link":
        return True
    return chunk is not None and (chunk in _FURNITURE or chunk.startswith(_MADE))


def _give_notes(document: Element) -> None:
    """Make notes what Pandoc reads as such; changes the tree."""
    for reference in document.xpath("//a[@role='doc-noteref']"):
        reference.set(f"{{{_EPUB}}}type", "noteref")
    for notes in document.xpath("//*[@role='doc-endnotes']"):
        aside = notes.makeelement("div")
        for item in notes.xpath("./ol/li"):
            for back in item.xpath(".//a[@role='doc-backlink']"):
                back.getparent().remove(back)
            item.tag = "aside"
            item.set(f"{{{_EPUB}}}type", "footnote")
            aside.append(item)
        notes.getparent().replace(notes, aside)


def _unlink_dead(document: Element) -> int:
    """Take links off words whose target has no name any more; return how many."""
    ids = {el.get("id") for el in document.iter(*_NAMED)}
    dead = [a for a in document.iter("a") if a.get("href", "").startswith("#")]
    dead = [a for a in dead if a.get("href", "")[1:] not in ids]
    for link in dead:
        link.tag = "span"
    return len(dead)


def _flatten_headings(document: Element) -> int:
    """Make headings in quotations bold words, since Typst 0.15 misjudges their rank."""
    inside = document.xpath("//blockquote//*[self::h2 or self::h3 or self::h4 or self::h5]")
    for heading in inside:
        heading.tag = "p"
        strong = heading.makeelement("strong")
        strong.text, heading.text = heading.text, None
        strong.extend(list(heading))
        heading.append(strong)
    return len(inside)


def _replace_bars(document: Element) -> int:
    """Write ¦ for | in code in tables, where Pandoc's CommonMark ends the cell; return how many."""
    count = 0
    for code in document.xpath("//table//code"):
        count += (code.text or "").count("|")
        code.text = (code.text or "").replace("|", "¦")
    return count


def _replace_foreign(document: Element, publication: Publication) -> int:
    """Write ? for what Typst has no font for, which it calls an error; return how many."""
    known: set[int] | None = None
    for font in publication.fonts:
        if font.family in _LATIN and font.style == "normal":
            with TTFont(io.BytesIO(font.data)) as opened:
                has = set(opened.getBestCmap())
            known = has if known is None else known & has
    assert known is not None
    count = 0
    for el in document.iter(etree.Element):
        for where in ("text", "tail"):
            words = getattr(el, where) or ""
            lacking = {c for c in words if ord(c) not in known and not c.isspace()}
            count += sum(words.count(c) for c in lacking)
            if lacking:
                setattr(el, where, "".join("?" if c in lacking else c for c in words))
    return count


def _mend_ranks(document: Element) -> int:
    """Give headings ranks without gaps, from 2, as Typst asks for; return how many had to change."""
    before, changed = 1, 0
    for heading in document.iter("h2", "h3", "h4", "h5", "h6"):
        rank = min(int(str(heading.tag)[1]), before + 1)
        changed += heading.tag != f"h{rank}"
        heading.tag = f"h{rank}"
        before = rank
    return changed


def _pandoc(arguments: list[str], data: bytes) -> bytes:
    return subprocess.run(
        [_pandoc_here(), *arguments], input=data, capture_output=True, check=True
    ).stdout


def _pandoc_here() -> str:
    found = find_pandoc(os.environ)
    if found is None:
        raise SystemExit("pandoc is missing: pip install pypandoc-binary")
    return found


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def main() -> None:
    """Write everything, and what was told."""
    book, folder = map(Path, sys.argv[1:])
    (made,) = prepare([book], lambda name, step: None, lenient=True)
    export_print(made.publication, folder / "print")
    left_out = export_pandoc(made.publication, folder / "pandoc")
    found = collections.Counter(f.code for f in made.findings)
    told = {"mended": {code: found[code] for code in _MENDED if found[code]}, "left out": left_out}
    _write(folder / "told.json", json.dumps(told, indent=1).encode())


if __name__ == "__main__":
    main()
