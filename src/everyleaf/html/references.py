"""Write the words of cross-references: “Figure 2.1”, in the language around them.

The reader leaves `<a class="cross-reference">` without words, because only the finished numbering
knows them. What has no number is called by its title, in quotation marks. What the printed edition
adds, “ (page 12)”, waits in `data-page-words`: only the layout knows the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lxml import etree
from markupsafe import Markup

from everyleaf.diagnostics import Diagnostic, Position, suggest
from everyleaf.html.headings import HEADINGS, label_markup
from everyleaf.html.languages import language_at, mark_language, words_at
from everyleaf.html.numbering import Target, label_of
from everyleaf.model import Element
from everyleaf.words import Words

CLASS = "cross-reference"


def fill_references(
    roots: Sequence[Element], targets: Mapping[str, Target], language: str
) -> tuple[Diagnostic, ...]:
    """Write every reference's words; changes the trees. Return those that lead to nothing."""
    known = {e.get("id", ""): e for root in roots for e in root.iter(etree.Element) if e.get("id")}
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
            findings.append(_missing(link, identifier, known, targets))
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
    own = language_at(target.element, language)
    if own != language_at(link, language):
        title = Markup('<span lang="{}">{}</span>').format(own, title)
    quoted = Markup.escape(words.quoted).format(title=title) if full else title
    filled = etree.fromstring(Markup("<a>{}</a>").format(quoted))
    link.text = filled.text
    link.extend(filled)
    return True


def _missing(
    link: Element, identifier: str, known: Mapping[str, Element], targets: Mapping[str, Target]
) -> Diagnostic:
    position = Position.parse(link.get("data-source", ""))
    if identifier in known:
        return Diagnostic(
            "reference-missing",
            "error",
            f"the reference @{identifier} leads to something without a number or a title",
            f"Give it a caption, or link to it with words of your own: `[words](#{identifier})`.",
            position,
        )
    return Diagnostic(
        "reference-missing",
        "error",
        f"the reference @{identifier} leads to nothing",
        f"Give what is meant the id `{{#{identifier}}}`, or mend the reference."
        f"{suggest(identifier, _nameable(targets))}",
        position,
    )


def _nameable(targets: Mapping[str, Target]) -> Iterable[str]:
    return (identifier for identifier in targets if identifier)
