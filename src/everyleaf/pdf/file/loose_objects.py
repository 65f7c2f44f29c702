"""Keep the objects of a PDF apart from their numbers, so that they can be joined with others.

1. `dump_objects` writes the objects that the pages and the structure of a unit need, each with the
   place of what it refers to among them, and drops all others: what nothing refers to any more, and
   what the join makes anew (outlines, names, the catalog).
2. Streams that other units may have too, such as images and colour profiles, are told by their
   content.
3. `resolve` puts the numbers in, in one pass over the bytes.

Why marks in bytes and not objects: a book's objects are copied from hundreds of units into one
file, whenever anything changes, and next to nothing of them is looked at.

Why marks cannot be taken for text: a mark is made of control characters; every string with one is
written in hexadecimal (ISO 32000-1 7.3.4.3), and no other value may have any.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from everyleaf.pdf.file.objects import (
    PdfFile,
    Stream,
    Value,
    is_array,
    is_dictionary,
    is_stream,
    is_string,
    token_bytes,
)
from everyleaf.pdf.file.syntax import write_number, write_string

_REFERENCE, _KEY, _END, _PART = b"\x01", b"\x03", b"\x02", b"\x00"
_MARK = re.compile(rb"([\x01\x03])(\d+)\x02")
_PLAIN_REFERENCE = re.compile(rb"(\d+) 0 R")
_CONTROL = re.compile(rb"[\x00-\x08]")
_KEYS = ("StructParent", "StructParents")
_LEVEL = 6
"""Of compression: zlib's 9 takes twice the time for 1 % less."""


@dataclass(frozen=True, slots=True)
class ObjectCounts:
    """How many objects a dump has of each kind; they are counted in this order."""

    shared: tuple[str, ...]
    """Digest of each stream that other units may have too."""
    objects: int
    streams: int
    outside: tuple[str, ...]
    """Name of each object that the join makes."""

    @property
    def own(self) -> int:
        """How many are of this unit and no other."""
        return self.objects + self.streams


@dataclass(frozen=True, slots=True)
class LooseObjects:
    """The objects of a unit, in the order of their places."""

    text: bytes
    """Dictionaries of shared streams, objects, dictionaries of streams, then what else holds
    references; parted by a null byte."""
    contents: tuple[bytes, ...]
    """Of the streams."""
    nodes: tuple[int, ...] = field(repr=False)
    """For each place the `data-node` in the unit, -1 for none."""


@dataclass(frozen=True, slots=True)
class Dump:
    """The objects of a file under construction, and where each went."""

    counts: ObjectCounts
    objects: LooseObjects
    places: Mapping[int, int]
    """Number in the file under construction → place in the dump."""

    def write(self, value: Value) -> bytes:
        """Return a value with places for references."""
        return _place(_Serialiser().write(value), self.places)


def dump_objects(
    pdf: PdfFile,
    roots: Sequence[Value],
    outside: Mapping[int, str],
    pages: Collection[int] = (),
    more: Sequence[Value] = (),
    nodes: Mapping[int, int] | None = None,
) -> Dump:
    """Return the objects that roots refer to, directly or not.

    Args:
        pdf: a file under construction.
        roots: values that refer to the objects that are wanted.
        outside: number of an object that the join makes → its name.
        pages: numbers of page contents, which are of this unit alone.
        more: further values that refer to objects; written at the end of the text.
        nodes: number of an object → `data-node`.
    """
    serialiser = _Serialiser()
    last = [serialiser.write(value) for value in more]
    texts: dict[int, bytes] = {}
    contents: dict[int, bytes] = {}
    pending = [n for text in (*map(serialiser.write, roots), *last) for n in _referred(text)]
    while pending:
        number = pending.pop()
        if number in texts or number in outside:
            continue
        object_ = pdf.objects[number]
        if is_stream(object_):
            contents[number] = _content(object_)
            entries = dict(object_.extra)
            if object_.compress:
                entries["Filter"] = "/FlateDecode"
            entries["Length"] = len(contents[number])
            texts[number] = serialiser.write_entries(entries)
        else:
            texts[number] = serialiser.write(object_)
        pending += _referred(texts[number])
    digests = _digest_shared(texts, {n: c for n, c in contents.items() if n not in pages})
    shared = sorted(digests)
    objects = sorted(n for n in texts if n not in contents)
    streams = sorted(n for n in contents if n not in digests)
    order = [*shared, *objects, *streams]
    places = {number: place for place, number in enumerate((*order, *sorted(outside)))}
    text = _PART.join(chain((texts[n] for n in order), last))
    known = nodes or {}
    return Dump(
        ObjectCounts(
            tuple(digests[n] for n in shared),
            len(objects),
            len(streams),
            tuple(outside[n] for n in sorted(outside)),
        ),
        LooseObjects(
            _place(text, places),
            tuple(contents[n] for n in (*shared, *streams)),
            tuple(known.get(n, -1) for n in order),
        ),
        places,
    )


def resolve(text: bytes, numbers: Sequence[int], first_key: int = 0) -> bytes:
    """Return bytes with references to objects of a file in the place of marks.

    Args:
        text: with marks.
        numbers: place → number in the file.
        first_key: of the unit's entries in the ParentTree.
    """
    references = [b"%d 0 R" % number for number in numbers]
    parts = _MARK.split(text)  # text, kind, number, text, …
    parts[2::3] = [
        references[int(place)] if kind == _REFERENCE else b"%d" % (first_key + int(place))
        for kind, place in zip(parts[1::3], parts[2::3], strict=True)
    ]
    del parts[1::3]
    return b"".join(parts)


def split(text: bytes) -> list[bytes]:
    """Return the parts of a dump's text."""
    return text.split(_PART)


def extend(text: bytes, *more: bytes) -> bytes:
    """Return a dictionary with further entries."""
    assert text.endswith(b">>")
    return b"".join((text[:-2], *more, b">>"))


def _referred(text: bytes) -> list[int]:
    return [int(number) for kind, number in _MARK.findall(text) if kind == _REFERENCE]


def _place(text: bytes, places: Mapping[int, int]) -> bytes:
    """Return bytes whose references name places and no longer numbers."""

    def place(match: re.Match[bytes]) -> bytes:
        if match[1] == _KEY:
            return match[0]
        return b"%s%d%s" % (_REFERENCE, places[int(match[2])], _END)

    return _MARK.sub(place, text)


def _digest_shared(texts: Mapping[int, bytes], contents: Mapping[int, bytes]) -> dict[int, str]:
    """Return the digest of each stream that refers to nothing but such streams."""
    digests: dict[int, str] = {}

    def digest(number: int) -> str | None:
        if number not in digests and number in contents and _KEY not in texts[number]:
            parts: list[bytes] = []
            for referred in _referred(texts[number]):
                below = None if referred == number else digest(referred)
                if below is None:
                    return None
                parts.append(below.encode())
            own = _MARK.sub(_REFERENCE, texts[number])
            made = hashlib.sha256(_PART.join([*parts, own, contents[number]]))
            digests[number] = made.hexdigest()
        return digests.get(number)

    for number in contents:
        digest(number)
    return digests


class _Serialiser:
    """Writes values as bytes, references as marks."""

    def write(self, value: Value) -> bytes:
        if isinstance(value, bytes):
            reference = _PLAIN_REFERENCE.fullmatch(value)
            return _printable(value) if reference is None else _REFERENCE + reference[1] + _END
        if isinstance(value, str):
            return _printable(value.encode("ascii"))
        if isinstance(value, int | float):
            return write_number(value)
        if is_string(value):
            return write_string(value.string)
        if is_array(value):
            return b"[" + b" ".join(map(self.write, value)) + b"]"
        assert is_dictionary(value), value
        return self.write_entries(value)

    def write_entries(self, values: Mapping[str, Value]) -> bytes:
        parts = [b"<<"]
        for key, value in values.items():
            if key in _KEYS:
                assert isinstance(value, int)
                parts.append(b"/%s %s%d%s" % (key.encode(), _KEY, value, _END))
            else:
                parts.append(b"/%s %s" % (_printable(str(key).encode("ascii")), self.write(value)))
        return b"".join(parts) + b">>"


def _printable(value: bytes) -> bytes:
    if _CONTROL.search(value):
        raise ValueError(f"a control character in {value!r}")
    return value


def _content(stream: Stream) -> bytes:
    content = b"\n".join(map(token_bytes, stream.stream))
    return zlib.compress(content, _LEVEL) if stream.compress else content
