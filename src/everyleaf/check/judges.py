"""Let the field's judges read what was written.

1. `warm_up` wakes the Java judges in the background, while the writers still work.
2. `check_written` lets veraPDF read the PDF, once for each standard that it claims, and EPUBCheck
   the EPUB, side by side; and the judges that are asked for by name, `Ace`, `axe` and `Nu`.

Every answer is a `Verdict`. Ace and axe need Node or a browser, Nu a jar from npm: `tools.py` finds
what they need. They take seconds that authors who publish all day need not wait for, so they read
only where they are required, or where a claim to conform needs them (`proof`).
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal, TypeAlias

from everyleaf.check import ace, axe, epubcheck, jvm, nu, specimen, verapdf
from everyleaf.check.tools import Tools
from everyleaf.check.verdict import JudgeMissingError, Verdict
from everyleaf.jobs import InProcess, Jobs, fleeting
from everyleaf.model import Format, Judgement, PdfStandard

Judge: TypeAlias = Literal["verapdf", "epubcheck", "ace", "axe", "nu"]
JUDGES: tuple[Judge, ...] = ("verapdf", "epubcheck", "ace", "axe", "nu")
"""By the names that one asks for them."""

_BY_REQUEST: Mapping[Format, tuple[tuple[Judge, str, str], ...]] = {
    "epub": (("ace", ace.JUDGE, ace.STANDARD),),
    "html": (("axe", axe.JUDGE, axe.STANDARD), ("nu", nu.JUDGE, nu.STANDARD)),
}
"""Format → the judges that read it only where they are asked for, and what they check."""

_HERE = InProcess()
PDF_PROFILES: Mapping[PdfStandard, tuple[verapdf.Profile, ...]] = {
    "ua-1": ("ua1", "3a"),
    "ua-2": ("ua2", "wt1a", "4f"),
}
"""Which standards a PDF claims, by veraPDF's names for them."""


def check_written(
    files: Mapping[Format, bytes],
    name: str = "publication",
    pdf_standard: PdfStandard = "ua-1",
    required: Collection[Judge] = (),
    tools: Tools | None = None,
    jobs: Jobs = _HERE,
    needed: Collection[Judge] = (),
) -> Mapping[Format, tuple[Verdict, ...]]:
    """Judge what was written: the PDF against each standard it claims, the EPUB against EPUB 3.3.

    A judge that is not installed answers with a verdict too (`Verdict.missing`).

    Args:
        files: Format → the file.
        name: The stem by which findings call the files.
        pdf_standard: What the PDF claims.
        required: Judges whose absence is an error; Ace, axe and Nu read only where they are here.
        tools: Where this machine keeps what Ace, axe and Nu need.
        jobs: Remembers verdicts: a file that has not changed is not judged again.
        needed: Judges that are asked too, though they may be absent.

    Returns:
        For each file that was given its verdicts, in a fixed order.
    """
    tools = tools or Tools(None, None, ())
    wanted = {*required, *needed}
    asked: list[tuple[Format, Judge, Callable[[bytes], Sequence[Verdict]]]] = [
        (
            "pdf",
            "verapdf",
            lambda data: jobs.do(ask_verapdf, data, PDF_PROFILES[pdf_standard], f"{name}.pdf"),
        ),
        ("epub", "epubcheck", lambda data: jobs.do(ask_epubcheck, data, f"{name}.epub")),
    ]
    if "ace" in wanted:
        asked.append(("epub", "ace", lambda data: [ace.validate(data, tools, f"{name}.epub")]))
    if "axe" in wanted:
        asked.append(("html", "axe", lambda data: [_judge_page(data, name, tools)]))
    if "nu" in wanted:
        asked.append(("html", "nu", lambda data: [nu.validate(data, tools, f"{name}.html")]))
    with ThreadPoolExecutor(2) as pool:
        answers = [
            (suffix, judge, pool.submit(ask, files[suffix]))
            for suffix, judge, ask in asked
            if suffix in files
        ]
        verdicts: dict[Format, tuple[Verdict, ...]] = {}
        for suffix, judge, answer in answers:
            found = [v.as_required() if judge in required else v for v in answer.result()]
            verdicts[suffix] = (*verdicts.get(suffix, ()), *found)
    return verdicts


def find_unasked(
    formats: Iterable[Format], verdicts: Mapping[Format, Sequence[Verdict]]
) -> Mapping[Format, tuple[Judgement, ...]]:
    """Return which judges could have read an edition and were not asked."""
    return {
        suffix: unasked
        for suffix in formats
        if (
            unasked := tuple(
                Judgement(name, "", standard, "unasked", f"Ask it by --require {judge}.")
                for judge, name, standard in _BY_REQUEST.get(suffix, ())
                if name not in {verdict.judge for verdict in verdicts.get(suffix, ())}
            )
        )
    }


def ask_verapdf(data: bytes, profiles: Sequence[verapdf.Profile], name: str) -> tuple[Verdict, ...]:
    """Return veraPDF's verdicts; a task, remembered if the judge came to its end."""
    return _if_final(verapdf.validate_all(data, profiles, name))


def ask_epubcheck(data: bytes, name: str) -> tuple[Verdict, ...]:
    """Return EPUBCheck's verdict; a task, remembered if the judge came to its end."""
    return _if_final((epubcheck.validate(data, name),))


def _if_final(verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    final = all(verdict.outcome in ("passed", "failed") for verdict in verdicts)
    return verdicts if final else fleeting(verdicts)


def _judge_page(page: bytes, name: str, tools: Tools) -> Verdict:
    """Let axe judge a web page, which a browser reads from disk."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.html"
        path.write_bytes(page)
        return axe.validate(path, tools)


def warm_up(pdf_standards: Iterable[PdfStandard] = ("ua-1",)) -> None:
    """Let the Java judges read a specimen in the background, and return meanwhile.

    `pdf_standards` are those by which PDFs will be judged.

    Java loads and compiles a judge's code when it is first used: some four seconds that pass
    unnoticed while the pages are laid out. Files may be judged before it ends. A program that
    exits earlier waits for its end (Java cannot be left in the middle of a call), so call it once
    the sources are known to be good.
    """
    try:
        jvm.start()
    except JudgeMissingError:
        return  # each judge says so itself when it is asked
    profiles = [p for standard in sorted(set(pdf_standards)) for p in PDF_PROFILES[standard]]
    threading.Thread(target=lambda: verapdf.validate_all(specimen.pdf(), profiles)).start()
    threading.Thread(target=lambda: epubcheck.validate(specimen.epub())).start()
