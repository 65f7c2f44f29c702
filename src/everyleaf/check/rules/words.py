"""Judge the words of a text, portion by portion, and remember what was found in each.

1. `read_words` finds what can be found in a portion alone. It is a task: what comes of a chapter is
   remembered, so that after an edit only what was edited is judged again.
2. `judge_words` puts the portions together, for some rules need all of them (is an abbreviation
   explained anywhere? is the whole text in another language?), and looks up the places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from everyleaf.check.rules import abbreviations, languages, links, prose, readability
from everyleaf.check.rules.abbreviations import Abbreviations
from everyleaf.check.rules.languages import GuessedLanguages
from everyleaf.check.rules.passages import Around, Portion, find_portions, read_passages
from everyleaf.check.rules.places import Sighting, point_at
from everyleaf.check.rules.readability import CountedChapter, Readability
from everyleaf.diagnostics import Diagnostic
from everyleaf.jobs import Jobs, Task
from everyleaf.model import Element, Publication

_NUMBER = re.compile(rb' data-node="\d+"(?=/?>)')
"""The number of an element, which is its last attribute, and which earlier chapters decide."""


@dataclass(frozen=True, slots=True)
class Words:
    """What was found in the words of a portion."""

    scripts: tuple[Sighting, ...]
    languages: GuessedLanguages
    abbreviations: Abbreviations
    capitals: tuple[Sighting, ...]
    colours: tuple[Sighting, ...]
    places: tuple[Sighting, ...]
    addresses: tuple[Sighting, ...]
    sentences: tuple[Sighting, ...]
    chapters: tuple[CountedChapter, ...]


@dataclass(frozen=True, slots=True)
class JudgedWords:
    """What the rules say of the words of a text."""

    findings: tuple[Diagnostic, ...]
    scores: tuple[Readability, ...]
    without_formula: tuple[str, ...]
    """Languages of chapters that have no score for want of a formula."""


def judge_words(publication: Publication, jobs: Jobs) -> JudgedWords:
    """Return what is found in the running text; `jobs` remembers it of each portion."""
    language = publication.metadata.language
    found = [_find_words(portion, language, jobs) for portion in find_portions(publication)]
    counted = [chapter for portion in found for chapter in portion.chapters]
    return JudgedWords(
        tuple(_tell(publication, found)),
        readability.measure_readability(publication, counted),
        readability.languages_without_formula(counted),
    )


def _tell(publication: Publication, found: list[Words]) -> Iterator[Diagnostic]:
    """Yield the findings, rule by rule, each in the order of the text."""

    def point(sightings: Iterator[Sighting]) -> Iterator[Diagnostic]:
        return (point_at(sighting, publication) for sighting in sightings)

    yield from point(s for portion in found for s in portion.scripts)
    yield from languages.languages_marked(publication, [one.languages for one in found])
    yield from abbreviations.abbreviations_explained(
        publication, [one.abbreviations for one in found]
    )
    yield from point(s for portion in found for s in portion.capitals)
    yield from point(s for portion in found for s in portion.colours)
    yield from point(s for portion in found for s in portion.places)
    yield from point(s for portion in found for s in portion.addresses)
    yield from point(s for portion in found for s in portion.sentences)


def _find_words(portion: Portion, language: str, jobs: Jobs) -> Words:
    if not portion.is_whole:  # little more than headings; its element holds other portions
        return read_words(portion.element, portion.around, language, False)
    text = _NUMBER.sub(b"", etree.tostring(portion.element, with_tail=False))
    arguments = (jobs.share(portion.element), portion.around, language, True)
    return jobs.map_memo(read_words, [Task(arguments, uses=(text,))])[0]


def read_words(element: Element, around: Around, language: str, is_whole: bool) -> Words:  # noqa: FBT001
    """Return what can be found in the words of a portion alone; a task.

    Args:
        element: That of the portion; nothing around it has a part in the result.
        around: What it inherits.
        language: Of the whole text.
        is_whole: As in `Portion`.
    """
    passages = read_passages(Portion(element, around, is_whole))
    return Words(
        tuple(languages.scripts_marked(passages)),
        languages.guess_languages(passages, language),
        abbreviations.find_abbreviations(passages),
        tuple(prose.capitals_few(passages)),
        tuple(prose.colours_not_alone(passages)),
        tuple(prose.places_not_alone(passages)),
        tuple(links.addresses_linked(passages)),
        tuple(prose.sentences_short(passages)),
        readability.count_chapters(passages),
    )
