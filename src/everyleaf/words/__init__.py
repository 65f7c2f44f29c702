"""The words that readers see but no author wrote, one file for each language.

To translate Everyleaf's furniture, copy `en.toml` to the code of your language and translate what
stands on the right; what stands in `{…}` is filled in and must stay. Nothing else knows which
languages there are.

Why English stands in: a language without a file gets English words that are marked `lang="en"`,
so that a screen reader says them right, and the author is told.
"""

from __future__ import annotations

import dataclasses
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Words:
    """One language's furniture; `{…}` stands for what is filled in."""

    skip: str
    """The link over the navigation."""
    contents: str
    notes: str
    credits: str
    """The heading of attribution and rights."""
    by: str
    """`{names}`."""
    note: str
    """`{number}`: the name of a note reference."""
    back: str
    """`{number}`: back to the only reference of a note."""
    back_to: str
    """`{number}` and `{reference}`: back to one of several references."""
    publisher: str
    rights: str
    license: str
    identifier: str
    changes: str
    cover: str
    pages: str
    landmarks: str
    text: str
    """Where the reading starts."""

    half_title: str
    title_page: str
    colophon: str
    """The page that says who published what and when."""
    dedication: str
    epigraph: str
    foreword: str
    preface: str
    introduction: str
    acknowledgments: str
    conclusion: str
    afterword: str
    glossary: str
    bibliography: str
    index: str
    list_of_figures: str
    list_of_tables: str
    list_of_listings: str

    figure: str
    """`{number}`, as in a caption and in a reference; so are those that follow."""
    table: str
    listing: str
    equation: str
    section: str
    chapter: str
    part: str
    appendix: str
    chapter_heading: str
    """`{number}`, as in the chapter's own heading."""
    part_numerals: str
    """`roman` or `decimal`."""
    caption: str
    """`{label}`: how a caption begins."""
    quoted: str
    """`{title}` in quotation marks."""
    page: str
    """`{page}`."""
    see_page: str
    """`{page}`."""
    page_reference: str
    """`{page}`: what print adds to a reference; with the space before it."""
    go_to_page: str
    see: str
    """`{terms}`: an entry of the index that leads to another."""
    see_also: str
    """`{terms}`: the same, where the entry has places of its own."""
    comma: str
    """Between the items of an entry; with the space after it."""
    symbols: str
    """What is in the index before the letters."""
    date: str
    credits_whole: str
    """What credits are about: the whole."""
    credits_chapters: str
    undescribed: str
    """What stands for the alternative text that an image lacks."""
    credits_images: str
    roles: Mapping[str, str]
    """English role → the role as credits name it."""
    language: str | None = None
    """BCP 47 of these words, if it is not the publication's."""

    def attributes(self) -> dict[str, str]:
        """Return the attributes of an element that holds these words: none in the text's own."""
        return {"lang": self.language, "dir": "ltr"} if self.language else {}


@functools.cache
def find_words(language: str) -> Words:
    """Return the words for a BCP 47 language, or English ones that say that they are English."""
    return _read_words(language.split("-")[0].lower()) or dataclasses.replace(
        find_words("en"), language="en"
    )


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that have words."""
    files = resources.files(__name__).iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml")))


def _read_words(code: str) -> Words | None:
    if code not in languages():
        return None
    text = (resources.files(__name__) / f"{code}.toml").read_text("utf-8")
    return Words(**tomllib.loads(text))
