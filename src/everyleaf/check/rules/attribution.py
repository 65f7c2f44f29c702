"""Rules about credit: who made what is shown, under which licence, and whether that may be.

What may be combined with what is a question of law; the table answers it only where the makers of
the licences did, and is silent otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from everyleaf.check.rules.places import list_of, words_of
from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import full_text, place_of, shorten
from everyleaf.model import Attribution, Element, License, Publication

_PICTURE_ROLES = frozenset(
    "art ill pht ctg dsr cov egr etr drm lit pra prm pht red ilu scl".split()
)
"""Relators of who makes pictures: artist, illustrator, photographer, cartographer, …"""
_DATA_ROLES = frozenset("ant dtc cph isb cmp com res org pbl dst own prv col spk ive".split())
"""Relators of whom data may come from: source, data contributor, issuing body, …"""
_LEAST_NUMBERS = 6
_LEAST_QUOTED = 4

_SAME: Mapping[str, frozenset[str]] = {
    # Creative Commons, “Compatible Licenses” (creativecommons.org/share-your-work/
    # licensing-considerations/compatible-licenses): later versions, and those it has approved
    "CC-BY-SA-4.0": frozenset({"CC-BY-SA-4.0", "LAL-1.3", "GPL-3.0-only", "GPL-3.0-or-later"}),
    "CC-BY-SA-3.0": frozenset({"CC-BY-SA-3.0", "CC-BY-SA-4.0", "LAL-1.3"}),
    "CC-BY-SA-2.5": frozenset({"CC-BY-SA-2.5", "CC-BY-SA-3.0", "CC-BY-SA-4.0"}),
    "CC-BY-SA-2.0": frozenset({"CC-BY-SA-2.0", "CC-BY-SA-2.5", "CC-BY-SA-3.0", "CC-BY-SA-4.0"}),
    "CC-BY-SA-1.0": frozenset({"CC-BY-SA-1.0"}),
    "CC-BY-NC-SA-4.0": frozenset({"CC-BY-NC-SA-4.0"}),
    "CC-BY-NC-SA-3.0": frozenset({"CC-BY-NC-SA-3.0", "CC-BY-NC-SA-4.0"}),
    "CC-BY-NC-SA-2.5": frozenset({"CC-BY-NC-SA-2.5", "CC-BY-NC-SA-3.0", "CC-BY-NC-SA-4.0"}),
    "CC-BY-NC-SA-2.0": frozenset(
        {"CC-BY-NC-SA-2.0", "CC-BY-NC-SA-2.5", "CC-BY-NC-SA-3.0", "CC-BY-NC-SA-4.0"}
    ),
    # GNU, “Various Licenses and Comments about Them” (gnu.org/licenses/license-list)
    "GPL-3.0-or-later": frozenset({"GPL-3.0-or-later", "GPL-3.0-only", "AGPL-3.0-or-later",
                                   "AGPL-3.0-only"}),
    "GPL-3.0-only": frozenset({"GPL-3.0-only", "AGPL-3.0-only", "AGPL-3.0-or-later"}),
    "AGPL-3.0-or-later": frozenset({"AGPL-3.0-or-later", "AGPL-3.0-only"}),
    "AGPL-3.0-only": frozenset({"AGPL-3.0-only"}),
    "GPL-2.0-only": frozenset({"GPL-2.0-only"}),
    "GFDL-1.3-or-later": frozenset({"GFDL-1.3-or-later", "GFDL-1.3-only"}),
    "GFDL-1.3-only": frozenset({"GFDL-1.3-only"}),
}  # fmt: skip
"""Licence of a work → those under which something made from it may be published."""

_ALLOWS_TRADE = re.compile(
    r"CC0-1\.0|CC-BY(?:-SA|-ND)?-\d\.\d(?:-\w+)?|MIT(?:-0)?|Apache-2\.0|BSD-\d-Clause|ISC|Unlicense|"
    r"0BSD|(?:A|L)?GPL-.*|GFDL-.*|MPL-2\.0"
)
_NO_TRADE = re.compile(r"CC-BY-NC(?:-SA|-ND)?-\d\.\d(?:-\w+)?")
_NO_CHANGES = re.compile(r"CC-BY(?:-NC)?-ND-\d\.\d(?:-\w+)?")
_CC_ADDRESS = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(?:licenses/(?P<terms>by(?:-nc)?(?:-nd|-sa)?)/"
    r"(?P<version>[1234]\.[05])(?:/[a-z]{2,3}|/igo)?|publicdomain/(?:zero|mark)/1\.0)"
    r"(?:/|/deed(?:\.[a-z-]+)?|/legalcode(?:\.[a-z-]+)?)?/?",
    re.IGNORECASE,
)
_CC_NAME = re.compile(r"\bCC[ -](BY(?:-NC)?(?:-ND|-SA)?)[ -](\d\.\d)", re.IGNORECASE)


def images_credited(publication: Publication) -> Iterator[Diagnostic]:
    """Find images that nobody is credited for, neither one by one nor for all.

    What the publication puts under its own licence it claims as its own; so there only photographs
    are doubtful, and images beside others that are credited one by one.
    """
    metadata = publication.metadata
    if not metadata.attributions:  # the reader has said so, and that it must be there
        return
    if any(a.relator in _PICTURE_ROLES and a.part is None for a in metadata.attributions):
        return
    if any(person.role in _PICTURE_ROLES for person in metadata.contributors):
        return
    photographs = {r.path for r in publication.resources if r.media_type == "image/jpeg"}
    credited = {a.part for a in metadata.attributions if a.part}
    claimed = (metadata.license is not None or metadata.rights is not None) and not any(
        a.relator in _PICTURE_ROLES for a in metadata.attributions
    )
    bare: list[Element] = []
    for image in publication.kept.named("img"):
        if "decorative" in image.get("class", "").split() or not image.get("alt"):
            continue
        if claimed and image.get("src") not in photographs:
            continue
        around = {e.get("id") for e in (image, *image.iterancestors()) if e.get("id")}
        if not around & credited:
            bare.append(image)
    if bare:
        files = list(dict.fromkeys(image.get("src", "") for image in bare))
        yield Diagnostic(
            "image-credit-missing",
            "advice",
            f"nobody is credited for {list_of(files, 3)}",
            "Name who made them: `attribution:` with a role such as illustrator or photographer "
            "for all of them, or `credit=` behind each image.",
            place_of(bare[0]),
        )


def quotations_credited(publication: Publication) -> Iterator[Diagnostic]:
    """Find block quotations that do not say whose words they are."""
    for quotation in _quotations(publication):
        words = full_text(quotation).strip()
        if len(words.split()) < _LEAST_QUOTED or all(child.tag == "pre" for child in quotation):
            continue
        if _is_note(quotation, words) or _names_source(quotation, words):
            continue
        yield Diagnostic(
            "quotation-source-missing",
            "advice",
            f"the quotation “{shorten(words)}” does not say whose words they are",
            "Say it before the quotation, or end it with a line such as `— Ada Example, "
            "<cite>The Tides</cite>`, a note or a citation.",
            place_of(quotation),
        )


def quotations_are_such(publication: Publication) -> Iterator[Diagnostic]:
    """Find notes of the author's own that are marked as quotations, once for each file.

    WCAG failure F43 of SC 1.3.1: a screen reader says “block quote”, and nobody is quoted.
    """
    found: dict[str, list[Position]] = {}
    first: dict[str, str] = {}
    for quotation in _quotations(publication):
        words = full_text(quotation).strip()
        if _is_note(quotation, words):
            place = place_of(quotation)
            found.setdefault(place.path, []).append(place)
            first.setdefault(place.path, words)
    for path, places in found.items():
        others = [str(place.line) for place in places[1:] if place.line]
        more = f", as do those in {'lines' if others[1:] else 'line'} {list_of(others, 6)}"
        yield Diagnostic(
            "quotation-misused",
            "advice",
            f"“{shorten(first[path])}” is marked as a quotation, but seems to be a note of your own"
            f"{more if others else ''}",
            "Put it between `::: aside` and `:::` instead of beginning its lines with >.",
            places[0],
            "WCAG 2.2 SC 1.3.1",
        )


def _quotations(publication: Publication) -> Iterator[Element]:
    for quotation in publication.kept.named("blockquote"):
        if not any(e.get("role") in _OWN_WORDS for e in (quotation, *quotation.iterancestors())):
            yield quotation


def _is_note(quotation: Element, words: str) -> bool:
    return _NOTE.match(words) is not None or _has_heading(quotation)


_OWN_WORDS = ("doc-epigraph", "doc-dedication", "doc-pullquote")
_NOTE = re.compile(
    r"\W*(?:\[!\w+\]|(?:note|warning|tip|important|caution|attention|info|hinweis|achtung|tipp|"
    r"remarque|attention|nota|atención|aviso|not|qeyd|diqqət|catatan|примечание|внимание)\s*[:：])",
    re.IGNORECASE,
)


def _has_heading(quotation: Element) -> bool:
    return next(quotation.iter("h1", "h2", "h3", "h4", "h5", "h6"), None) is not None


def _names_source(quotation: Element, words: str) -> bool:
    last = words_of(quotation[-1]) if len(quotation) else words
    if re.match(r"[—–―(]", last) or re.search(r"\n\s*[—–―]\s*\w[^\n]*$", words):
        return True
    if quotation.find(".//cite") is not None or quotation.find(".//a[@href]") is not None:
        return True
    before, behind = quotation.getprevious(), quotation.getnext()
    if behind is not None and re.match(r"\s*[—–―(]", full_text(behind)):
        return True
    if before is None or before.tag != "p":
        return False
    said = full_text(before).strip()
    return said.endswith((":", "：")) or before.find(".//a[@href]") is not None


def data_credited(publication: Publication) -> Iterator[Diagnostic]:
    """Find tables of numbers of which nobody says where they come from."""
    if any(a.relator in _DATA_ROLES for a in publication.metadata.attributions):
        return
    for table in publication.kept.named("table"):
        cells = [words_of(cell) for cell in table.iter("td")]
        if (
            sum(bool(re.fullmatch(r"[-−+]?[\d.,  ]*\d\s*\S{0,3}", c)) for c in cells)
            < _LEAST_NUMBERS
        ):
            continue
        section = next(table.iterancestors("section", "article"), table)
        links = (a.get("href", "") for a in section.iter("a"))
        if any(not href.startswith("#") or "fn" in href or "ref-" in href for href in links):
            continue
        yield Diagnostic(
            "data-credit-missing",
            "advice",
            f"the numbers of the table {_named(table)}come from nowhere: neither a link, a note nor "
            "a citation near them, nor an attribution says whose they are",
            "Add a note or a citation, or an attribution with the role source or data.",
            place_of(table),
        )


def _named(table: Element) -> str:
    caption = table.find("caption")
    return f"“{words_of(caption)}” " if caption is not None else ""


def licences_stated(publication: Publication) -> Iterator[Diagnostic]:
    """Find pictures by others that are shown without saying by what right.

    Where the publication has a licence, or says whose rights are kept, it speaks for them too.
    """
    metadata = publication.metadata
    if metadata.license is not None or metadata.rights is not None:
        return
    own = {person.name for person in metadata.contributors} | {metadata.publisher}
    for credit in metadata.attributions:
        told = credit.license is not None or credit.changes is not None or credit.name in own
        if credit.relator in _PICTURE_ROLES and not told:
            yield Diagnostic(
                "license-unstated",
                "advice",
                f"{credit.name} is credited as {credit.role}, but not under which licence the work "
                "is shown",
                "Add `license:` to the entry; where there is none, say in `changes:` by whose "
                "leave.",
                _place(credit, publication),
            )


def licences_compatible(publication: Publication) -> Iterator[Diagnostic]:
    """Find works that were changed although, or published anew under terms that, their licence forbids.

    A work that is shown as it is keeps its own licence beside that of the publication; so only works
    with `changes` are judged (Creative Commons FAQ, “Can I include a work in a collection?”).
    """
    own = publication.metadata.license
    for credit in publication.metadata.attributions:
        if credit.changes is None or credit.license is None or not credit.license.spdx:
            continue
        for theirs in _alternatives(credit.license):
            reason = _conflict(theirs, own)
            if reason is None:
                break
        else:
            yield Diagnostic(
                "license-incompatible",
                "warning",
                f"{credit.title or credit.name} is under {credit.license.name} and was changed "
                f"({shorten(credit.changes)}), {reason}",
                "Show it unchanged, ask for leave, or choose a licence that its own allows.",
                _place(credit, publication),
            )


def _alternatives(license: License) -> list[str]:
    """Return the licences among which a user may choose; an AND is one that nobody knows."""
    return [part.strip(" ()") for part in (license.spdx or "").split(" OR ")]


def _conflict(theirs: str, own: License | None) -> str | None:
    """Return why a changed work may not be published so, or None if it may or nobody knows."""
    if _NO_CHANGES.fullmatch(theirs):
        return "which that licence does not let anyone publish"
    allowed = _SAME.get(theirs)
    chosen = _alternatives(own) if own is not None and own.spdx else []
    if allowed is not None:
        if own is None:
            return "so it must be published under the same licence; the publication names none"
        if chosen and not allowed.intersection(chosen):
            return f"so it must be published under the same licence, not {own.name}"
    if _NO_TRADE.fullmatch(theirs) and any(_ALLOWS_TRADE.fullmatch(c) for c in chosen):
        return f"which forbids trade, but {own.name if own else ''} allows it"
    return None


def licence_addresses(publication: Publication) -> Iterator[Diagnostic]:
    """Find addresses of Creative Commons licences that lead nowhere or to another licence."""
    metadata = publication.metadata
    found = [(metadata.license, metadata.position)]
    found += [(a.license, _place(a, publication)) for a in metadata.attributions]
    for license, position in found:
        if license is None or license.url is None or "creativecommons.org" not in license.url:
            continue
        match = _CC_ADDRESS.fullmatch(license.url)
        name = _CC_NAME.search(license.name)
        if match is None:
            reason = "is not one of Creative Commons’ licences"
        elif name and (name[1].lower(), name[2]) != (match["terms"], match["version"]):
            reason = f"is not that of {license.name}"
        else:
            continue
        yield Diagnostic(
            "license-address-wrong",
            "warning",
            f"the address {license.url} {reason}",
            "Write the licence as an SPDX expression, such as CC-BY-4.0; its address is known.",
            position,
        )


def _place(credit: Attribution, publication: Publication) -> Position | None:
    return credit.position or publication.metadata.position
