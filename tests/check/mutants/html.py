"""Defects in an HTML page."""

from __future__ import annotations

import re

from tests.check.mutants.planting import Change, Mutant, change_page, replace

_LD = r'(<script type="application/ld\+json">.*?</script>)'
_IMAGE = r'<img((?=[^>]*data:image/svg)[^>]*?) alt="[^"]*"([^>]*>)'


def _claim(pattern: str, new: str) -> Change:
    def inside(match: re.Match[str]) -> str:
        return replace(pattern, new)(match[1])

    return replace(_LD, inside)


_TABLE: tuple[tuple[str, Change, tuple[str, ...]], ...] = (
    ("the page has no title", replace(r"<title>.*?</title>", "<title></title>"), ("title-missing",)),
    ("the title is a file name", replace(r"<title>.*?</title>", "<title>index.html</title>"), ("title-file-name",)),
    ("the page does not say its language", replace(r'(<html[^>]*) lang="[^"]*"', r"\1"), ("language-missing",)),
    ("a language is no language tag", replace(r'(<html[^>]*) lang="[^"]*"', r'\1 lang="en_GB"'), ("language-invalid",)),
    ("there is no main", lambda t: t.replace("<main", "<div").replace("</main>", "</div>"), ("landmark-main-missing",)),
    ("there are two mains", replace("</main>", "</main><main><p>Again.</p></main>"), ("landmark-main-missing",)),
    ("there is no heading of level 1", replace(r"<h1(.*?)</h1>", r"<p\1</p>"), ("heading-missing",)),
    ("there is a second title", replace(r"<h2(.*?)</h2>", r"<h1\1</h1>"), ("heading-second-title",)),
    ("headings skip a level", replace(r"<h4(.*?)</h4>", r"<h6\1</h6>"), ("heading-skipped",)),
    ("a heading is empty", replace(r"(<h4[^>]*>).*?(</h4>)", r"\1\2"), ("heading-empty",)),
    ("a picture has no alternative", replace(_IMAGE, r"<img\1\2"), ("image-alt-missing",)),
    ("an alternative is a file name", replace(_IMAGE, r'<img alt="IMG_2041"\1\2'), ("image-alt-file-name",)),
    ("an alternative is generic", replace(_IMAGE, r'<img alt="photo"\1\2'), ("image-alt-generic",)),
    ("an alternative is empty on a figure", replace(_IMAGE, r'<img alt=""\1\2'), ("image-alt-empty",)),
    ("a link says “click here”", replace(r'(<a class="cross-reference"[^>]*>)[^<]*(</a>)', r"\1click here\2"), ("link-text-vague",)),
    ("a link leads to nothing", replace(r'(<a class="cross-reference" href="#)[^"]*"', r'\1gone"'), ("link-target-missing",)),
    ("a drawing has no name", replace("</h4>", '</h4><p><svg viewBox="0 0 9 9"><path d="M0 0h9"/></svg></p>'), ("drawing-name-missing",)),
    ("a field has no label", replace("</h4>", '</h4><p>Name: <input name="name"></p>'), ("field-unnamed",)),
    ("a field’s label is another’s", replace("</h4>", '</h4><p><label for="one">Port</label> <select id="other"><option>Brest</select></p>'), ("field-unnamed",)),
    ("a formula has no words", replace(r' alttext="[^"]*"', ""), ("math-words-missing",)),
    ("a table has no header cells", lambda t: replace(r"<table.*?</table>", lambda m: m[0].replace("<th ", "<td ").replace("</th>", "</td>"))(t), ("table-header-missing",)),
    ("a table has no caption", replace(r"<caption[ >].*?</caption>", ""), ("table-caption-missing",)),
    ("text from right to left does not say so", replace(r' dir="rtl"', ""), ("direction-missing",)),
    ("a passage has lost its language", replace(r' lang="ar"', ""), ("language-part-missing",)),
    ("a note reference leads to another note", lambda t: _cross_notes(t), ("note-target-wrong",)),
    ("a note has no way back", replace(r'<a [^>]*role="doc-backlink".*?</a>', ""), ("note-backlink-missing",)),
    ("a label is nowhere", replace(r'aria-labelledby="[^"]*"', 'aria-labelledby="gone"'), ("aria-reference-missing",)),
    ("lines of code have run into one", lambda t: replace(r"<pre(?=[^>]*>(?:(?!</pre>).)*\n    return).*?</pre>", lambda m: m[0].replace("\n", " "))(t), ("code-lines-lost",)),
    ("readers may not zoom", replace(r'content="width=device-width[^"]*"', 'content="width=device-width, user-scalable=no"'), ("zoom-barred",)),
    ("the page changes by itself", replace("</title>", '</title><meta http-equiv="refresh" content="30">'), ("refresh-timed",)),
    ("a style overrules the reader’s spacing", replace("</title>", "</title><style>p { line-height: 1 !important }</style>"), ("style-important",)),
    ("the focus cannot be seen", replace("</title>", "</title><style>a:focus-visible { outline: 0 }</style>"), ("style-focus-hidden",)),
    ("a claim of captions without a film", _claim(r'("accessibilityFeature":\s*\[)', r'\1"captions", '), ("claim-unfounded",)),
    ("MathML is there and unclaimed", _claim(r'"MathML",?\s*', ""), ("claim-missing",)),
    ("a claim that is none", _claim(r'("accessibilityFeature":\s*\[)', r'\1"wcag", '), ("claim-unknown",)),
    ("a claim of no hazard beside a film", replace("</h4>", '</h4><video src="film.mp4"></video>'), ("claim-unfounded",)),
    ("the claims cannot be read", _claim(r"\}\s*</script>", "</script>"), ("metadata-malformed",)),
)  # fmt: skip


def _cross_notes(text: str) -> str:
    pattern = r'(href="#)([^"]+)("[^>]*role="doc-noteref")'
    targets = [match[1] for match in re.findall(pattern, text)]
    return replace(pattern, rf"\g<1>{targets[1]}\g<3>")(text)


MUTANTS: tuple[Mutant, ...] = (
    *(Mutant(name, change_page(change), codes) for name, change, codes in _TABLE),
    Mutant("the page is empty", lambda data: b"\n", ("file-damaged",)),
)
