"""Say formulas in words: the one module that knows mathra.

1. Make a copy of the MathML for speech (`_spoken_form`): no spacing, plain letters, and brackets
   around every index, base and accented group that would be heard as something else without them:
   mathra 1.5 says `a_{i+1}` and `a_i + 1` alike, and x with a bar over all of `x + y` like `x + ȳ`.
2. In English, say the symbols that mathra has no words for (`_ENGLISH`).
3. Let mathra say it in the language of the place, equations under each other one after the other.
4. Where the language has no rules, or a symbol is left that is no word, ask the author.

Why mathra and not Speech Rule Engine: SRE has better rules for a dozen languages, but no Python
package ships it in a form that runs without a browser's DOM; mathra is one small wheel with rules
for sixteen languages, Arabic, Indonesian and Turkish among them, and needs nothing at run time.
"""

from __future__ import annotations

import copy
import functools
import unicodedata
from collections.abc import Iterable

import mathra
from lxml import etree

from everyleaf.diagnostics import Diagnostic
from everyleaf.elements import MATH, MATHML, local_name, place_of
from everyleaf.model import Element

_ENGLISH = {
    "¬": "not", "∧": "and", "∨": "or", "⊕": "circled plus", "⊗": "circled times", "⊙": "circled dot",
    "⊤": "true", "⊢": "proves", "⊨": "models", "∄": "there does not exist", "∋": "contains",
    "⊃": "is a proper superset of", "⊇": "is a superset of or equal to", "⊂": "is a subset of",
    "⊊": "is a proper subset of", "⊄": "is not a subset of", "∖": "set minus", "⊎": "disjoint union",
    "→": "right arrow", "⟶": "right arrow", "←": "left arrow", "⟵": "left arrow",
    "↔": "left right arrow", "⟷": "left right arrow", "⇐": "is implied by", "⟸": "is implied by",
    "↦": "maps to", "⟼": "maps to", "↪": "embeds in", "↑": "up arrow", "↓": "down arrow",
    "⇌": "is in equilibrium with", "≪": "is much less than", "≫": "is much greater than",
    "≃": "is asymptotically equal to", "≅": "is congruent to", "∼": "is similar to", "~": "tilde",
    "≍": "is equivalent to", "≐": "approaches the limit", "≜": "is defined as", "≝": "is defined as",
    "≔": "is defined as", "≺": "precedes", "≻": "succeeds", "∦": "is not parallel to",
    "⌊": "open floor", "⌋": "close floor", "⌈": "open ceiling", "⌉": "close ceiling",
    "‖": "double vertical bar", "⟨": "open angle bracket", "⟩": "close angle bracket", "⟦": "open double bracket",
    "⟧": "close double bracket", "∣": "vertical bar", "∘": "composed with", "∙": "bullet",
    "⋆": "star", "†": "dagger", "‡": "double dagger", "□": "square", "◇": "diamond",
    "♠": "spades", "♡": "hearts", "♢": "diamonds", "♣": "clubs", "♭": "flat", "♮": "natural",
    "♯": "sharp", "⋮": "and so on down", "⋱": "and so on diagonally", "‰": "per mille",
    "∴": "therefore", "∵": "because", "⊓": "meet", "⊔": "join", "⋈": "join", "∡": "measured angle",
    "◁": "is a normal subgroup of", "⊲": "is a normal subgroup of", "▷": "contains as normal subgroup",
    "⊳": "contains as normal subgroup", "∎": "end of proof", "℘": "Weierstrass p",
    "#": "number", "&": "and", "@": "at", "$": "dollars", "€": "euros", "£": "pounds", "¥": "yen",
    "⋀": "conjunction", "⋁": "disjunction", "⋂": "intersection", "⋃": "union",
}  # fmt: skip
_STYLES = {"BOLD": "bold", "SCRIPT": "script", "FRAKTUR": "fraktur", "DOUBLE-STRUCK": "blackboard"}
_SCRIPTS = ("msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts")
_TOKENS = ("mi", "mn", "mo", "mtext", "ms")
_ROWS = ("mrow", "mstyle", "mpadded", "math")
_FENCES = "()[]{}|‖⌊⌋⌈⌉⟨⟩"
_IN_TEXT = frozenset(" ,.;:!?'’\"“”()/-–%°،؛؟、。")
"""What a voice passes over, or knows, between words."""


def speakable(language: str) -> str | None:
    """Return the name that mathra has for a language, or None if it has no rules for it."""
    primary, *rest = language.lower().split("-")
    if primary == "zh" and {"hant", "tw", "hk", "mo"} & set(rest):
        return None
    return _locales().get(primary)


@functools.cache
def _locales() -> dict[str, str]:
    return {entry["code"].split("-")[0]: entry["code"] for entry in mathra.locales()}


def add_words(roots: Iterable[Element], language: str) -> list[Diagnostic]:
    """Give each formula its words as `alttext`, unless it has the author's; changes the trees.

    Args:
        roots: the body and the notes.
        language: of the publication; a formula is said in the language of its place.

    Returns:
        What has no words (WCAG 2.2 SC 1.1.1).
    """
    findings = []
    for root in roots:
        for math in root.iter(MATH):
            if math.get("alttext"):
                continue
            above = (e.get("lang") for e in (math, *math.iterancestors()))
            tongue = next((tag for tag in above if tag), language)
            words, unsaid = speak(math, tongue)
            if words and not unsaid:
                math.set("alttext", words)
            else:
                findings.append(_ask(math, tongue, unsaid))
    return findings


def speak(math: Element, language: str) -> tuple[str, str]:
    """Return a formula in words, and the characters in them that are no words.

    Both are empty if the language has no rules.
    """
    locale = speakable(language)
    if locale is None:
        return "", ""
    form = _spoken_form(math, locale == "en")
    lines = [_say(line, locale) for line in _lines(form)]
    words = "; ".join(line for line in lines if line)
    unsaid = {c for c in words if not (c.isalnum() or c in _IN_TEXT or _is_mark(c))}
    return words, " ".join(sorted(unsaid))


def _say(form: Element, locale: str) -> str:
    text = etree.tostring(form, encoding="unicode", with_tail=False)
    try:
        return " ".join(mathra.render(text, locale, input="mathml")["speech"].split())
    except ValueError:  # it cannot read it: no words
        return ""


def _ask(math: Element, language: str, unsaid: str) -> Diagnostic:
    place = place_of(math)
    what = f"has no words for {unsaid} in {language}" if unsaid else f"cannot be said in {language}"
    return Diagnostic(
        "math-words-missing",
        "error",
        f"the formula {what}",
        'Say it in words behind it: `$…${alt="x squared plus one"}`.',
        place,
        "WCAG 2.2 SC 1.1.1",
    )


# The form for speech


def _spoken_form(math: Element, english: bool) -> Element:
    """Return a copy of a formula that is heard as it is meant."""
    form = copy.deepcopy(math)
    form.tail = None
    for name in [name for name in form.attrib if name not in ("display",)]:
        del form.attrib[name]
    for element in list(form.iter(*(f"{{{MATHML}}}{n}" for n in ("mspace", "mphantom")))):
        _remove(element)
    for element in list(form.iter(etree.Element)):
        if local_name(element) in _TOKENS:
            _plain_letters(element, english)
    _unwrap(form)
    for element in list(form.iter(etree.Element)):
        _group(element)
    if english:
        for element in list(form.iter(f"{{{MATHML}}}mo", f"{{{MATHML}}}mi")):
            _say_symbol(element)
    return form


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    if local_name(parent) in _SCRIPTS:
        if parent.index(element) == 0 or len(parent) > 2:
            element.tag = f"{{{MATHML}}}mrow"
            for child in list(element):
                element.remove(child)
        else:
            _replace(parent, parent[0])
        return
    parent.remove(element)


def _replace(element: Element, by: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.replace(element, by)


def _unwrap(form: Element) -> None:
    """Take rows of one element away; math-core 0.9 puts names of functions into such rows."""
    for element in reversed(list(form.iter(etree.Element))):
        if local_name(element) in ("mrow", "mstyle", "mpadded") and len(element) == 1:
            _replace(element, element[0])


def _plain_letters(element: Element, english: bool) -> None:
    """Write letters of a mathematical alphabet as letters; in English, say the alphabet."""
    text = (element.text or "").replace("\ufe00", "").replace("\ufe01", "").replace("…", "⋯")
    name = unicodedata.name(text, "") if len(text) == 1 else ""
    plain = "".join(
        unicodedata.normalize("NFKC", c)
        if "MATHEMATICAL" in unicodedata.name(c, "") or "SCRIPT" in unicodedata.name(c, "")
        else c
        for c in text
    )
    element.text = plain
    style = next((word for key, word in _STYLES.items() if key in name), None)
    if english and style and plain != text and local_name(element) == "mi":
        row = etree.Element(f"{{{MATHML}}}mrow")
        _replace(element, row)
        etree.SubElement(row, f"{{{MATHML}}}mtext").text = style
        row.append(element)


def _group(element: Element) -> None:
    """Put brackets around a script or base that would be heard as part of something else."""
    name = local_name(element)
    if name in ("msub", "msubsup") and not _is_operator(element[0]) and not _is_simple(element[1]):
        _bracket(element[1])
    if name in ("msup", "msubsup") and local_name(element[0]) in ("msup", "msubsup", "mfrac"):
        _bracket(element[0])
    if name in ("mover", "munder") and not _is_brace(element[1]) and not _is_simple(element[0]):
        _bracket(element[0])


def _is_simple(element: Element) -> bool:
    """Tell whether an element is one word, or has brackets of its own."""
    if local_name(element) in _TOKENS:
        return True
    if local_name(element) not in _ROWS or not len(element):
        return False
    words = [e for e in element if local_name(e) == "mtext"]
    if len(element) == 2 and words and local_name(element[1]) in _TOKENS:
        return True  # `bold v`
    return (element[0].text or "") in _FENCES and (element[-1].text or "") in _FENCES


def _is_operator(element: Element) -> bool:
    """Tell whether an element is a sum, a limit, a function: what stands below it belongs to it."""
    if local_name(element) == "mo":
        return True
    return local_name(element) == "mi" and len(element.text or "") > 1


def _is_brace(element: Element) -> bool:
    return local_name(element) not in _TOKENS or (element.text or "") in "⏞⏟⎴⎵⏜⏝"


def _bracket(element: Element) -> None:
    row = etree.Element(f"{{{MATHML}}}mrow")
    _replace(element, row)
    etree.SubElement(row, f"{{{MATHML}}}mo").text = "("
    row.append(element)
    etree.SubElement(row, f"{{{MATHML}}}mo").text = ")"


def _say_symbol(element: Element) -> None:
    """Write a symbol as its English words."""
    text = element.text or ""
    words = _ENGLISH.get(text)
    parent = element.getparent()
    degrees = text == "∘" and parent is not None and local_name(parent) == "msup"
    if degrees or (text in "→⟶" and _is_below_limit(element)):
        return
    if text in ("·", "⋅") and not _between_numbers(element):
        words = "dot"
    if words is not None:
        element.tag = f"{{{MATHML}}}mtext"
        element.text = words


def _is_below_limit(element: Element) -> bool:
    return any(
        local_name(above) in ("munder", "msub", "munderover") and "lim" in (above[0].text or "")
        for above in element.iterancestors()
        if len(above)
    )


def _between_numbers(element: Element) -> bool:
    around = (element.getprevious(), element.getnext())
    return all(e is not None and local_name(e) == "mn" for e in around)


def _lines(form: Element) -> list[Element]:
    """Return the equations that are set under and beside each other, or the formula alone."""
    if len(form) != 1 or local_name(form[0]) != "mtable" or form[0].get("displaystyle") != "true":
        return [form]
    lines = []
    for row in form[0]:
        line = etree.Element(MATH, nsmap={None: MATHML})
        lines.append(line)
        for cell in row:
            if len(line) and "right" in cell.get("style", ""):  # the next equation, or its number
                line = etree.Element(MATH, nsmap={None: MATHML})
                lines.append(line)
            line.extend(list(cell))
    return lines


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")
