"""Defects in an EPUB: the list that EPUBCheck and Ace do not see, and hostile containers."""

from __future__ import annotations

import io
import re
import zipfile

from tests.check.mutants.planting import (
    Change,
    Entries,
    Mutant,
    change_entries,
    change_entry,
    replace,
)

CONTENT = r"(?<!nav)\.xhtml$"
NAV = r"nav\.xhtml$"
PACKAGE = r"\.opf$"
SHEET = r"\.css$"
NOTES = r"notes\.xhtml$"
_REFERENCE = r'(href=")([^"]*#[^"]+)("[^>]*role="doc-noteref")'
_TOC = r'(<nav[^>]*epub:type="toc".*?</nav>)'
_PAGES = r'(<nav[^>]*epub:type="page-list".*?</nav>)'
_MARKS = r'(<nav[^>]*epub:type="landmarks".*?</nav>)'


def _swap_note_references(text: str) -> str:
    targets = re.findall(_REFERENCE, text)
    assert len(targets) > 1, "there is but one reference"
    return replace(_REFERENCE, rf"\g<1>{targets[1][1]}\g<3>")(text)


def _in(block: str, pattern: str, new: str) -> Change:
    """Return a change of something inside a block, such as one of the three navs."""

    def inside(match: re.Match[str]) -> str:
        return replace(pattern, new)(match[1])

    return replace(block, inside)


def _swap_entries(block: str, start: int) -> Change:
    """Return a change that lets two neighbouring entries of a list change places."""

    def inside(match: re.Match[str]) -> str:
        items = re.findall(r"<li><a [^>]*>(?:(?!</?li|</?ol).)*</a></li>", match[1])
        one, two = items[start : start + 2]
        assert one + two in match[1], "the entries are no neighbours"
        return match[1].replace(one + two, two + one)

    return replace(block, inside)


def _repeat_title(entries: Entries) -> None:
    paths = [p for p in entries if re.search(CONTENT, p) and b"<title>" in entries[p]]
    title = re.search(rb"<title>.*?</title>", entries[paths[-1]])
    assert title
    entries[paths[-2]] = re.sub(rb"<title>.*?</title>", title[0], entries[paths[-2]])


def _encrypt(entries: Entries) -> None:
    path = next(p for p in entries if re.search(CONTENT, p))
    entries["META-INF/encryption.xml"] = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData>'
        '<e:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes256-cbc"/>'
        f'<e:CipherData><e:CipherReference URI="{path}"/></e:CipherData></e:EncryptedData>'
        "</encryption>"
    ).encode()
    entries[path] = bytes(range(256)) * 8


def _tear_locks(entries: Entries) -> None:
    entries["META-INF/encryption.xml"] = b"<encryption><EncryptedData>"


def _lose(entries: Entries) -> None:
    del entries[next(p for p in entries if re.search(CONTENT, p))]


def _traverse(entries: Entries) -> None:
    entries["EPUB/../../../etc/cron.d/book"] = b"* * * * * root true"


def _inflate(data: bytes) -> bytes:
    """Let an entry say that it unpacks to four gigabytes."""
    altered = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        place = archive.start_dir
    altered[place + 24 : place + 28] = (0xFFFFFFF0).to_bytes(4, "little")
    return bytes(altered)


def _remove_navigation(entries: Entries) -> None:
    package = next(p for p in entries if re.search(PACKAGE, p))
    entries[package] = entries[package].replace(b' properties="nav"', b"")


def _meta(name: str, value: str) -> Change:
    return replace("</metadata>", f'<meta property="{name}">{value}</meta></metadata>')


def _without(name: str, value: str) -> Change:
    return replace(rf'<meta property="{name}">{value}</meta>', "")


def _style(rule: str) -> Change:
    return replace(r"\Z", f"\n{rule}\n")


_FIGURE_IMAGE = r'<img(?=[^>]* src="(?!images/cover)[^"]*")([^>]*) alt="[^"]*"'
_CAPTIONED = (
    r'<img([^>]*) alt="[^"]*"((?:(?!<figcaption).)*<figcaption>(?:<span[^>]*>[^<]*</span>)?\s*)'
    r"([^<]{8,}?)(\s*<)"
)
_ENTITY = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_LAUGHS = (
    '<!DOCTYPE html [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 if n > 1 else str()};" * 10}">' for n in range(1, 12))
    + "]>"
)
_DEEP = "<div>" * 5000 + "</div>" * 5000

_TABLE: tuple[tuple[str, str, Change, tuple[str, ...]], ...] = (
    # notes
    ("a note reference leads to another note", CONTENT, _swap_note_references, ("note-target-wrong",)),
    ("a note reference leads to a heading", CONTENT, replace(_REFERENCE, r"\g<1>notes.xhtml#notes\g<3>"), ("note-target-wrong",)),
    ("a note reference leads nowhere", CONTENT, replace(_REFERENCE, r"\g<1>notes.xhtml#gone\g<3>"), ("note-target-missing",)),
    ("a note has no way back", NOTES, replace(r'<a [^>]*role="doc-backlink".*?</a>', ""), ("note-backlink-missing",)),
    ("a way back leads elsewhere", NOTES, replace(r'href="[^"]*"([^>]*role="doc-backlink")', r'href="#notes"\1'), ("note-backlink-wrong",)),
    ("a note is never referred to", NOTES, replace(r"(<ol[^>]*>.*?)(</ol>)", r'\1<li id="orphan" epub:type="endnote"><p>Nobody asks.</p></li>\2'), ("note-unreferenced",)),
    # pages
    ("a label of the page list is not the marker’s", NAV, _in(_PAGES, r">2</a>", ">2a</a>"), ("page-list-label-differs",)),
    ("two pages stand in the wrong order", NAV, _swap_entries(_PAGES, 3), ("page-list-order-differs",)),
    ("a page of the page list leads to another page", NAV, _in(_PAGES, r'(href="[^"]*)#page-3"', r'\1#page-2"'), ("page-list-label-differs",)),
    ("a page of the page list leads to a heading", NAV, _in(_PAGES, r'href="[^"]*#page-2"', 'href="nav.xhtml#contents"'), ("page-list-target-wrong",)),
    ("the page list leaves out a page", NAV, _in(_PAGES, r"<li>(?:(?!<li>).)*>2</a></li>", ""), ("page-list-incomplete",)),
    ("there is no page list", NAV, replace(_PAGES, ""), ("page-list-missing",)),
    ("a page break says no page", CONTENT, replace(r'(role="doc-pagebreak"[^>]*) aria-label="2"', r"\1"), ("page-label-missing",)),
    ("two page breaks say the same page", CONTENT, replace(r'(role="doc-pagebreak"[^>]*) aria-label="2"', r'\1 aria-label="3"'), ("page-label-repeated", "page-list-label-differs")),
    ("the paginated edition is not named", PACKAGE, lambda t: re.sub(r'<dc:source>.*?</dc:source>|<meta property="pageBreakSource">.*?</meta>', "", t), ("page-source-missing",)),
    # contents
    ("an entry of the contents has other words", NAV, _in(_TOC, r">Afterword<|>Notes<", ">Something else<"), ("contents-text-differs",)),
    ("an entry leads to another heading", NAV, _in(_TOC, r'href="glossary[^"]*"|href="credits[^"]*"', 'href="notes.xhtml#notes"'), ("contents-text-differs",)),
    ("an entry is a level too high", NAV, _in(_TOC, r"(</a>)<ol>(<li>(?:(?!<li>).)*?</li>)</ol></li>", r"\1</li>\2"), ("contents-nesting-differs",)),
    ("two entries stand in the wrong order", NAV, _swap_entries(_TOC, 0), ("contents-order-differs",)),
    ("the contents leave out a chapter", NAV, _in(_TOC, r"<li><a [^>]*>Notes</a></li>", ""), ("contents-incomplete",)),
    ("an entry leads nowhere", NAV, _in(_TOC, r'href="notes\.xhtml#notes"', 'href="gone.xhtml"'), ("contents-target-missing",)),
    # landmarks and titles
    ("there are no landmarks", NAV, replace(_MARKS, ""), ("landmarks-missing",)),
    ("no landmark says where the text begins", NAV, _in(_MARKS, r"<li><a [^>]*bodymatter.*?</li>", ""), ("landmark-bodymatter-missing",)),
    ("the landmark of the contents leads to the notes", NAV, _in(_MARKS, r'href="nav\.xhtml#toc"', 'href="notes.xhtml"'), ("landmark-target-wrong",)),
    ("a title is a file name", CONTENT, replace(r"<title>.*?</title>", "<title>ch1.xhtml</title>"), ("title-file-name",)),
    ("a document has no title", CONTENT, replace(r"<title>.*?</title>", "<title></title>"), ("title-missing",)),
    # languages
    ("lang and xml:lang differ", CONTENT, replace(r'xml:lang="en-GB"', 'xml:lang="de"'), ("language-differs",)),
    ("a passage has lost its language", CONTENT, replace(r' lang="ar"([^>]*) xml:lang="ar"', r"\1"), ("language-part-missing",)),
    ("a chapter has lost its language", r"people\.xhtml$", replace(r'lang="fr"', 'lang="en-GB"', count=0), ("language-part-missing", "language-part-suspected")),
    ("text from right to left does not say so", CONTENT, replace(r' dir="rtl"', ""), ("direction-missing",)),
    ("a language is no language tag", CONTENT, replace(r' lang="en-GB" xml:lang="en-GB"', ' lang="english" xml:lang="english"'), ("language-invalid", "language-differs")),
    ("a document does not say its language", CONTENT, replace(r' lang="en-GB" xml:lang="en-GB"', ""), ("language-missing",)),
    ("the package does not say its language", PACKAGE, replace(r' xml:lang="en-GB"', ""), ("package-language-missing",)),
    # formulas and pictures
    ("a formula has no words", CONTENT, replace(r' alttext="[^"]*"', ""), ("math-words-missing",)),
    ("a formula is a picture", CONTENT, replace(r"<math.*?</math>", '<img src="images/eq1.png" alt="E = m c squared"/>'), ("math-as-image",)),
    ("a formula is a picture of TeX", CONTENT, replace(r"<math.*?</math>", r'<img src="images/a.png" alt="\\frac{a}{b} + \\sqrt{c}"/>'), ("math-as-image",)),
    ("a table is a picture", CONTENT, replace(r"<table.*?</table>", '<img src="images/table1.png" alt="Heights at three ports"/>'), ("table-as-image",)),
    ("an alternative is a file name", CONTENT, replace(_FIGURE_IMAGE, r'<img alt="moon_final_v2.PNG"\1'), ("image-alt-file-name",)),
    ("an alternative is generic", CONTENT, replace(_FIGURE_IMAGE, r'<img alt="Image"\1'), ("image-alt-generic",)),
    ("an alternative is the caption", CONTENT, replace(_CAPTIONED, r'<img alt="\3"\1\2\3\4'), ("image-alt-repeats-caption",)),
    ("an alternative is empty on a figure", CONTENT, replace(_FIGURE_IMAGE, r'<img alt=""\1'), ("image-alt-empty",)),
    ("an alternative is missing", CONTENT, replace(_FIGURE_IMAGE, r"<img\1"), ("image-alt-missing",)),
    ("an alternative begins “image of”", CONTENT, replace(r'<img([^>]*) alt="(?!The Tides)', r'<img\1 alt="Image of '), ("image-alt-begins-with-kind",)),
    ("an alternative is too long", CONTENT, replace(_FIGURE_IMAGE, rf'<img alt="{"the water rises and falls " * 30}"\1'), ("image-alt-too-long",)),
    ("a caption is hidden", CONTENT, replace(r"<figcaption>", '<figcaption aria-hidden="true">'), ("caption-hidden",)),
    ("a long description is nowhere", CONTENT, replace(r'aria-details="[^"]*"', 'aria-details="gone"'), ("aria-reference-missing",)),
    ("a drawing has no role and no name", CONTENT, replace(r"</h3>", '</h3><p><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg></p>'), ("drawing-name-missing",)),
    ("a drawing is in lower case", r"\.svg$", replace("viewBox", "viewbox"), ("drawing-lower-case",)),
    # tables
    ("a table has no caption", CONTENT, replace(r"<caption>.*?</caption>", ""), ("table-caption-missing",)),
    ("a table has no header cells", CONTENT, lambda t: replace(r"<table.*?</table>", lambda m: m[0].replace("<th ", "<td ").replace("</th>", "</td>"))(t), ("table-header-missing",)),
    ("header cells do not say what they head", CONTENT, lambda t: replace(r"<table.*?</table>", lambda m: re.sub(r' scope="\w+"', "", m[0]))(t), ("table-scope-missing",)),
    ("a row lacks a cell", CONTENT, replace(r"<td[^>]*>[^<]*</td></tr>", "</tr>"), ("table-ragged",)),
    # style
    ("a style overrules the reader’s size", SHEET, _style("p { font-size: 1em !important }"), ("style-important",)),
    ("text is sized in pixels", SHEET, _style("body { font-size: 12px }"), ("style-size-fixed",)),
    ("text has a colour and no background", SHEET, _style("body { color: #111 }"), ("style-colour-alone",)),
    ("text cannot be selected", SHEET, _style(".chapter { -webkit-user-select: none }"), ("style-selection-barred",)),
    ("the focus cannot be seen", SHEET, _style("a:focus { outline: none }"), ("style-focus-hidden",)),
    ("text is cut off", SHEET, _style("aside { height: 40px; overflow: hidden }"), ("style-text-clipped",)),
    ("words come from a style", SHEET, _style('.note::before { content: "Warning: " }'), ("style-text-generated",)),
    ("an inline style overrules the reader’s colours", CONTENT, replace("<p>", '<p style="color: #333 !important">'), ("style-important", "style-colour-alone")),
    # claims
    ("a claim of narration without narration", PACKAGE, _meta("schema:accessibilityFeature", "synchronizedAudioText"), ("claim-unfounded",)),
    ("a claim of speech markup without any", PACKAGE, _meta("schema:accessibilityFeature", "ttsMarkup"), ("claim-unfounded",)),
    ("a claim to transform a fixed layout", PACKAGE, _meta("rendition:layout", "pre-paginated"), ("claim-unfounded",)),
    ("a claim of sound without sound", PACKAGE, _meta("schema:accessMode", "auditory"), ("claim-unfounded",)),
    ("MathML is there and unclaimed", PACKAGE, _without("schema:accessibilityFeature", "MathML"), ("claim-missing",)),
    ("alternatives are there and unclaimed", PACKAGE, _without("schema:accessibilityFeature", "alternativeText"), ("claim-missing",)),
    ("pages are there and unclaimed", PACKAGE, _without("schema:accessibilityFeature", "pageNavigation"), ("claim-missing",)),
    ("pictures are there and no visual mode", PACKAGE, _without("schema:accessMode", "visual"), ("claim-missing",)),
    ("a hazard is both there and not", PACKAGE, _meta("schema:accessibilityHazard", "flashing"), ("claim-contradictory",)),
    ("a claim of no hazard beside a film", CONTENT, replace("</h3>", '</h3><video src="film.mp4"></video>'), ("claim-unfounded",)),
    ("a feature that is deprecated", PACKAGE, _meta("schema:accessibilityFeature", "printPageNumbers"), ("claim-deprecated",)),
    ("pages turn the wrong way", PACKAGE, replace(r"<dc:language>[^<]*<", "<dc:language>ar<"), ("page-progression-missing",)),
    ("the book is EPUB 2", PACKAGE, replace(r'version="3\.0"', 'version="2.0"'), ("epub-version-old",)),
    ("a feature that is none", PACKAGE, _meta("schema:accessibilityFeature", "fullyAccessible"), ("claim-unknown",)),
    ("nothing is said about accessibility", PACKAGE, lambda t: re.sub(r'<meta property="schema:access[^>]*>[^<]*</meta>', "", t), ("accessibility-metadata-missing",)),
    ("conformance that nobody certifies", PACKAGE, _meta("dcterms:conformsTo", "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"), ("conformance-uncertified",)),
    ("conformance that no reading system knows", PACKAGE, _meta("dcterms:conformsTo", "WCAG AA (EPUB Accessibility)"), ("conformance-unreadable",)),
    # links, code, structure
    ("a link says “here”", CONTENT, replace(r'(<a class="cross-reference"[^>]*>)[^<]*(</a>)', r"\1here\2"), ("link-text-vague",)),
    ("a link says its address", CONTENT, replace(r"(</h3>)", r'\1<p><a href="https://example.org/a/b">https://example.org/a/b</a></p>'), ("link-address-bare",)),
    ("a field has no label", CONTENT, replace(r"(</h3>)", r'\1<p>Port: <textarea rows="2"></textarea></p>'), ("field-unnamed",)),
    ("a link says nothing", CONTENT, replace(r'(<a class="cross-reference"[^>]*>)[^<]*(</a>)', r"\1\2"), ("link-empty",)),
    ("lines of code have run into one", CONTENT, lambda t: replace(r"<pre>(?=.*\n    return).*?</pre>", lambda m: m[0].replace("\n", " "))(t), ("code-lines-lost",)),
    ("headings skip a level", CONTENT, replace(r"<h4(.*?)</h4>", r"<h6\1</h6>"), ("heading-skipped",)),
    ("a heading is empty", CONTENT, replace(r"(<h4[^>]*>).*?(</h4>)", r"\1\2"), ("heading-empty",)),
    ("two elements have one id", CONTENT, replace(r"</h3><p>", r'</h3><p id="twin"/><p id="twin">'), ("id-repeated",)),
    # hostile and damaged
    ("an external entity", CONTENT, replace(r"<!DOCTYPE html>(.*?</h2>)", rf"{_ENTITY}\1<p>&x;</p>"), ("document-entities",)),
    ("entities within entities", CONTENT, replace(r"<!DOCTYPE html>(.*?</h2>)", rf"{_LAUGHS}\1<p>&a11;</p>"), ("document-entities",)),
    ("elements within elements without end", CONTENT, replace(r"(</h2>)", rf"\1{_DEEP}"), ("document-malformed",)),
    ("a document that is not well-formed", CONTENT, replace("</section>", ""), ("document-malformed",)),
)  # fmt: skip

MUTANTS: tuple[Mutant, ...] = (
    *(Mutant(name, change_entry(entry, change), codes) for name, entry, change, codes in _TABLE),
    Mutant("two documents have one title", change_entries(_repeat_title), ("title-repeated",)),
    Mutant("a document is locked", change_entries(_encrypt), ("encryption-shuts-out",)),
    Mutant("the list of locks is torn", change_entries(_tear_locks), ("document-malformed",)),
    Mutant("a document of the spine is gone", change_entries(_lose), ("document-unreadable",)),
    Mutant("an entry leads out of its folder", change_entries(_traverse), ("archive-path-unsafe",)),
    Mutant("the container says it is a bomb", _inflate, ("archive-bomb",)),
    Mutant("there is no navigation document", change_entries(_remove_navigation), ("contents-missing",)),
    Mutant("the file is cut off", lambda data: data[: len(data) // 2], ("file-damaged",)),
    Mutant("the file is something else", lambda data: b"PK\3\4 but no more", ("file-damaged",)),
    Mutant(
        "the package is no XML",
        change_entry(PACKAGE, replace("</metadata>", "")),
        ("file-damaged",),
    ),
)  # fmt: skip
