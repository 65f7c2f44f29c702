"""Ask the field's own judges about written files; never change what is judged.

1. `warm_up` wakes the Java judges in the background, while the writers still work.
2. `check_written` lets veraPDF read the PDF, once for each standard that it claims, and EPUBCheck
   the EPUB, side by side.

Every answer is a `Verdict`. The judges that need Node or a browser (Ace, axe) or a jar from npm
(Nu) are adapters of their own: `ace.py`, `axe.py`, `nu.py`; `tools.py` finds what they need.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Literal

from everyleaf.check import epubcheck, jvm, specimen, verapdf
from everyleaf.check.verdict import JudgeMissingError, Verdict
from everyleaf.model import PdfStandard

__all__ = ["PDF_PROFILES", "Verdict", "check_written", "warm_up"]

PDF_PROFILES: Mapping[PdfStandard, tuple[verapdf.Profile, ...]] = {
    "ua-1": ("ua1", "3a"),
    "ua-2": ("ua2", "wt1a", "4f"),
}
"""Which standards a PDF claims, by veraPDF's names for them."""


def check_written(
    pdf: bytes | None,
    epub: bytes | None,
    name: str = "publication",
    pdf_standard: PdfStandard = "ua-1",
) -> Mapping[Literal["pdf", "epub"], tuple[Verdict, ...]]:
    """Judge what was written: the PDF against each standard it claims, the EPUB against EPUB 3.3.

    A judge that is not installed answers with a verdict too (`Verdict.missing`). `name` is the
    stem by which findings call the files.

    Returns:
        For each file that was given its verdicts, in a fixed order.
    """
    with ThreadPoolExecutor(2) as pool:
        answers: dict[Literal["pdf", "epub"], Future[tuple[Verdict, ...]]] = {}
        if pdf is not None:
            profiles = PDF_PROFILES[pdf_standard]
            answers["pdf"] = pool.submit(verapdf.validate_all, pdf, profiles, f"{name}.pdf")
        if epub is not None:
            answers["epub"] = pool.submit(lambda: (epubcheck.validate(epub, f"{name}.epub"),))
        return {suffix: answer.result() for suffix, answer in answers.items()}


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
