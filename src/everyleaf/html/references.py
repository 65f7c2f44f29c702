"""Write the words of cross-references: “Figure 2.1”, in the language around them.

The reader leaves `<a class="cross-reference">` without words, because only the finished numbering
knows them. What has no number is called by its title, in quotation marks. What the printed edition
adds, “ (page 12)”, waits in `data-page-words`: only the layout knows the page. References to nothing
are reported where they are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree
from markupsafe import Markup

from everyleaf.diagnostics import Diagnostic
from everyleaf.elements import HEADINGS, place_of
from everyleaf.html.headings import label_markup
from everyleaf.html.languages import in_language, language_at, mark_language, words_at
from everyleaf.html.numbering import Target, label_of
from everyleaf.model import Element
from everyleaf.words import Words

CLASS = "cross-reference"


def fill_references(
    roots: Sequence[Element], targets: Mapping[str, Target], language: str
) -> tuple[Diagnostic, ...]:
    """Write every reference's words; changes the trees. Report those that there are no words for."""
    references = [
        link
        for root in roots
        for link in root.iter("a")
        if CLASS in link.get("class", "").split() and link.get("href", "").startswith("#")
    ]
    # a title is quoted with the references inside it, so those come first
    references.sort(key=lambda link: not any(e.tag in HEADINGS for e in link.iterancestors()))
    findings = []
    for link in references:
        identifier = link.get("href", "")[1:]
        target = targets.get(identifier)
        words = words_at(link, language)
        full = link.attrib.pop("data-form", "full") != "number"
        if target is None or not _name(link, target, words, full, language):
            findings.append(_unnamed(link, identifier))
            link.text = identifier
        if link.attrib.pop("data-page", None):
            link.set("data-page-words", words.page_reference.replace("{page}", "{}"))
    return tuple(findings)


def _name(link: Element, target: Target, words: Words, full: bool, language: str) -> bool:
    """Write the words of one reference; return whether there are any."""
    if target.number is not None:
        link.text = label_of(words, target.kind, target.number) if full else target.number
        if full:
            mark_language(link, words)
        return True
    if target.element.tag not in HEADINGS:
        return False
    title = label_markup(target.element)
    own, around = language_at(target.element, language), language_at(link, language)
    title = in_language(title, own, around)
    quoted = Markup.escape(words.quoted).format(title=title) if full else title
    filled = etree.fromstring(Markup("<a>{}</a>").format(quoted))
    link.text = filled.text
    link.extend(filled)
    return True


def _unnamed(link: Element, identifier: str) -> Diagnostic:
    return Diagnostic(
        "reference-unnamed",
        "error",
        f"@{identifier} refers to something that has neither a number nor a title",
        f"Put the id on a heading, a caption or a formula, or write `[words](#{identifier})`.",
        place_of(link),
    )
