"""Say who is credited for what: under images, and in one section for the whole.

An attribution is entered once (`Metadata.attributions`). One about an image stands in its caption
too; the section lists those of the book, of its chapters and of its images apart, each with a link
to what it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree
from markupsafe import Markup

from everyleaf.elements import full_text
from everyleaf.html.divisions import Placed
from everyleaf.html.headings import label_markup
from everyleaf.html.languages import keep_language, words_at, write_attributes
from everyleaf.html.numbering import Target, label_of
from everyleaf.model import Attribution, Contributor, Element, License
from everyleaf.words import Words


@dataclass(frozen=True, slots=True)
class About:
    """What a credit is about, and who made it."""

    href: str
    label: Markup
    source: str
    contributors: tuple[Contributor, ...]
    rights: str | None
    license: License | None
    credits: tuple[Attribution, ...]


@dataclass(frozen=True, slots=True)
class CreditGroups:
    """The credits, sorted by what they are about."""

    book: tuple[Attribution, ...]
    chapters: tuple[About, ...]
    images: tuple[About, ...]


def name_role(credit: Attribution, words: Words) -> Markup:
    """Return the role as the text's language says it; a relator code that has no word, as it is."""
    word = words.roles.get(credit.role)
    if word is None:
        return Markup.escape(credit.role[:1].upper() + credit.role[1:])
    if words.language is None:
        return Markup.escape(word)
    return Markup("<span{}>{}</span>").format(write_attributes(words), word)


def credit_captions(
    attributions: Iterable[Attribution], roots: Sequence[Element], language: str
) -> None:
    """End the caption of each image that somebody is credited for; changes the trees."""
    figures = {
        figure.get("id"): figure
        for root in roots
        for figure in root.iter("figure")
        if figure.get("id")
    }
    for credit in attributions:
        figure = figures.get(credit.part) if credit.part else None
        if figure is None:
            continue
        caption = figure.find("figcaption")
        if caption is None:
            caption = etree.SubElement(figure, "figcaption")
        markup = _write_caption(credit, words_at(figure, language))
        span = etree.fromstring(Markup('<span class="credit">{}</span>').format(markup))
        span.set(
            "data-source",
            str(credit.position) if credit.position else figure.get("data-source", ""),
        )
        _close_sentence(caption)
        caption.append(span)


def _close_sentence(caption: Element) -> None:
    """End the caption's words with a full stop and a space, so that the credit begins anew."""
    words = full_text(caption).rstrip()
    if not words:
        return
    stop = "" if words[-1] in ".!?…。！？؟۔:：" else "。" if words[-1] > "\u3000" else "."
    end = stop if stop == "。" else stop + " "
    if len(caption):
        caption[-1].tail = (caption[-1].tail or "").rstrip() + end
    else:
        caption.text = (caption.text or "").rstrip() + end


def _write_caption(credit: Attribution, words: Words) -> Markup:
    name = Markup.escape(credit.name)
    if credit.url and not credit.title:
        name = Markup('<a href="{}">{}</a>').format(credit.url, credit.name)
    parts = [name]
    if credit.title:
        title = Markup.escape(credit.title)
        if credit.url:
            title = Markup('<a href="{}">{}</a>').format(credit.url, title)
        parts.append(Markup("<cite>{}</cite>").format(title))
    if credit.license:
        parts.append(
            Markup('<a href="{}">{}</a>').format(credit.license.url, credit.license.name)
            if credit.license.url
            else Markup.escape(credit.license.name)
        )
    if credit.changes:
        parts.append(Markup.escape(credit.changes))
    label = Markup.escape(words.caption).format(label=name_role(credit, words))
    return label + Markup(", ").join(parts) + "."


def group_credits(
    attributions: Sequence[Attribution],
    placed: Sequence[Placed],
    targets: Mapping[str, Target],
    roots: Sequence[Element],
    language: str,
) -> CreditGroups:
    """Return the credits of the whole, of its divisions and of its images."""
    divisions = [inner for one in placed for inner in one.walk() if inner.division.identifier]
    chapters = []
    for one in divisions:
        own, heading = one.division, one.heading
        credits = tuple(a for a in attributions if a.part == own.identifier)
        if heading is not None and (credits or own.contributors or own.rights or own.license):
            source = heading.get("data-source", "")
            about = About(
                f"#{own.identifier}", keep_language(label_markup(heading), heading, language), source,
                own.contributors, own.rights, own.license, credits,
            )  # fmt: skip
            chapters.append(about)
    names = {one.division.identifier for one in divisions}
    elements = {e.get("id"): e for root in roots for e in root.iter(etree.Element) if e.get("id")}
    images: dict[str, list[Attribution]] = {}
    for credit in attributions:
        if credit.part and credit.part not in names and credit.part in elements:
            images.setdefault(credit.part, []).append(credit)
    return CreditGroups(
        tuple(a for a in attributions if not a.part or a.part not in names | elements.keys()),
        tuple(chapters),
        tuple(
            About(
                f"#{part}", _name_image(elements[part], targets.get(part), language),
                elements[part].get("data-source", ""), (), None, None, tuple(credits),
            )
            for part, credits in images.items()
        ),
    )  # fmt: skip


def _name_image(element: Element, target: Target | None, language: str) -> Markup:
    """Return a figure's number, or its caption, or the words of its image."""
    words = words_at(element, language)
    caption = element.find("figcaption")
    if target is not None and target.number is not None:
        name = Markup.escape(label_of(words, target.kind, target.number))
    elif caption is not None and (label := label_markup(caption)):
        name = label
    else:
        image = next(element.iter("img"), None)
        alt = (image.get("alt") if image is not None else "") or element.get("id", "")
        name = Markup.escape(words.quoted).format(title=alt)
    return keep_language(name, element, language)
