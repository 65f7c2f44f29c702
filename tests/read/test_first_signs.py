"""Only rules that cannot succeed are left out: the tokens are those of markdown-it with all rules."""

from __future__ import annotations

import random

import pytest
from markdown_it.token import Token

from everyleaf.read import markdown
from everyleaf.read.first_signs import OFFSET
from tests.conftest import SAMPLES

_SIGNS = (
    *"*_`~[]()!<>$^-+:#=|\\\n\t\"' b",
    "\n\n",
    "    ",
    "&amp;",
    "{.a}",
    "@a",
    "1.",
)


def _told(tokens: list[Token]) -> list[object]:
    """Return all that tokens say, but for where they began, which only our rule notes."""
    return [
        {
            **token.as_dict(children=False),
            "meta": {k: v for k, v in token.meta.items() if k not in (OFFSET, markdown.CAPTION)},
            "caption": _told(token.meta.get(markdown.CAPTION, [])),
            "children": _told(token.children or []),
        }
        for token in tokens
    ]


def test_the_tokens_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = markdown._parser.__wrapped__()
    monkeypatch.setattr(markdown, "choose_by_sign", lambda md: None)
    plain = markdown._parser.__wrapped__()
    texts = [file.read_text("utf-8") for file in sorted(SAMPLES.glob("**/*.md"))]
    chance = random.Random(20)
    for _ in range(600):
        text = chance.choice(texts)
        start = chance.randrange(len(text))
        signs = list(text[start : start + chance.randrange(20, 500)])
        for _ in range(chance.randrange(1, 25)):
            place = chance.randrange(len(signs) + 1)
            signs[place : place + chance.randrange(2)] = [chance.choice(_SIGNS)]
        texts.append("".join(signs))
    for text in texts:
        assert _told(quick.parse(text)) == _told(plain.parse(text)), text
