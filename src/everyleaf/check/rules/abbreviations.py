"""The rule about abbreviations that nobody explains (WCAG 2.2 SC 3.1.4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from everyleaf.check.rules.passages import Passage, Run
from everyleaf.check.rules.phrases import CAPITALS, KNOWN_ABBREVIATIONS
from everyleaf.check.rules.places import locate
from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import full_text, place_of
from everyleaf.model import Element, Publication

_ABBREVIATION = re.compile(r"(?<![\w.@/#’'-])([^\W\d_]{2,6})(?:s|’s|'s)?(?![\w@/]|\.\w|-\d)")
_TWO_CAPITALS = re.compile(f"[{CAPITALS}]{{2}}")
_IN_WORD = re.compile(r"\w")
_ROMAN = re.compile(r"[IVXLCDM]+")
_OPENED = re.compile(r"\w+[\s-]+\w+[^()]*\((?:[^()]{0,30}\W)?$")
_THEN_WORDS = re.compile(r"s?[’']?s?\s*(?:\(|,? or |,? short for |,? stands for |: )\s*\w+[\s-]\w+")
_OR = re.compile(
    r"(?:\w\s+\w+,\s+or|abbreviated(?:\s+(?:as|to))?|called|known\s+as|referred\s+to\s+as|short\s+for|"
    r"kurz|dit|llamad[oa]|yəni|yani|сокращённо)\s+$"
)
_NOT_JUDGED = ("doc-bibliography", "doc-colophon", "doc-epigraph")
_NEAR = 300
"""Characters before an abbreviation in which its words may stand."""
_LEAST_IN_LOWER_CASE = 0.5
"""A passage with fewer of its letters in lower case is set in capitals: see `capitals_few`."""


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """What a portion of the text says of abbreviations."""

    first: tuple[tuple[str, Position], ...]
    """Those that it uses, in the order of their first use, and the place of its element."""
    prose: str
    """All its words, among which others may be explained."""


def find_abbreviations(passages: tuple[Passage, ...]) -> Abbreviations:
    """Return the abbreviations of a portion, and its words."""
    return Abbreviations(
        tuple((word, place_of(run.element)) for word, run in _first_uses(passages).items()),
        "\n".join(passage.prose for passage in passages),
    )


def abbreviations_explained(
    publication: Publication, found: Sequence[Abbreviations]
) -> Iterator[Diagnostic]:
    """Find abbreviations that are explained nowhere, once each, at their first use.

    Explained is what `<abbr title>` or a glossary has, what stands beside its words in brackets,
    and what words shortly before spell by their initials. What more people know than know its words
    is left alone (`KNOWN_ABBREVIATIONS`), and so are words that the text has in lower case too: they
    are in capitals to be loud.
    """
    first = {word: place for one in reversed(found) for word, place in one.first}
    if not first:
        return
    text = "\n".join(one.prose for one in found)
    explained = _explained(publication) | _standing_by_their_words(first, text)
    for word in dict.fromkeys(word for one in found for word, _ in one.first):
        if word in explained or _is_word(word.lower(), text):
            continue
        yield Diagnostic(
            "abbreviation-unexplained",
            "advice",
            f"{word} is not explained where it is first used",
            f'Write its words before it, with {word} in brackets, or `<abbr title="…">{word}'
            "</abbr>`.",
            locate(word, first[word], publication),
            "WCAG 2.2 SC 3.1.4",
        )


def _is_word(word: str, text: str) -> bool:
    return word in text and re.search(rf"(?<!\w){word}(?!\w)", text) is not None


def _first_uses(passages: tuple[Passage, ...]) -> dict[str, Run]:
    first: dict[str, Run] = {}
    for passage in passages:
        if passage.role in _NOT_JUDGED:
            continue
        for run in passage.runs:
            if run.literal or not _TWO_CAPITALS.search(run.text):
                continue
            if run.element.tag in ("abbr", "dfn"):
                continue
            for match in _ABBREVIATION.finditer(run.text):
                word = match[1]
                if word.isupper() and word not in first and not _is_known(word) and _in_prose(run):
                    first[word] = run
    return first


def _is_known(word: str) -> bool:
    """Tell whether it needs no words: known to all, or a number."""
    return word in KNOWN_ABBREVIATIONS or _ROMAN.fullmatch(word) is not None


def _in_prose(run: Run) -> bool:
    letters = [c for c in run.text if c.isalpha()]
    return sum(map(str.islower, letters)) >= _LEAST_IN_LOWER_CASE * len(letters)


def _explained(publication: Publication) -> set[str]:
    """Return what `<abbr title>`, a glossary and definitions explain."""
    document = publication.document
    found = {_words(e) for e in document.iter("abbr") if e.get("title")}
    for term in document.iter("dt", "dfn"):
        found.update(re.findall(r"\w+", _words(term)))
    return found


def _words(element: Element) -> str:
    return full_text(element).strip()


def _standing_by_their_words(words: Iterable[str], text: str) -> set[str]:
    """Return those that stand in brackets behind words, or have words in brackets behind them."""
    found = set()
    # that no letter stands before is asked last: a search goes faster to what begins with letters
    for match in re.finditer(rf"(?:{'|'.join(words)})(?!\w)", text):
        if _IN_WORD.match(text, match.start() - 1, match.start()):
            continue
        before, behind = text[max(0, match.start() - 60) : match.start()], text[match.end() :][:80]
        in_brackets = _OPENED.search(before) and re.match(r"[^()]{0,30}\)", behind)
        spelt = _spells(text[max(0, match.start() - _NEAR) : match.start()], match[0])
        if in_brackets or spelt or _THEN_WORDS.match(behind) or _OR.search(before):
            found.add(match[0])
    return found


def _spells(text: str, abbreviation: str) -> bool:
    """Tell whether words that follow one another begin with its letters: “dynamically sized type” for DST."""
    words = r"[\s-]+".join(rf"{letter}\w+" for letter in abbreviation)
    return len(abbreviation) > 2 and re.search(rf"\b{words}", text, re.IGNORECASE) is not None
