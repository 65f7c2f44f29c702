"""Ask the field's own judges about written files; never change what is judged.

1. `warm_up` wakes the Java judges in the background, while the writers still work.
2. `check_written` lets veraPDF read the PDF and EPUBCheck the EPUB, side by side.

Every answer is a `Verdict`. The judges that need Node or a browser (Ace, axe) or a jar from npm
(Nu) are adapters of their own: `ace.py`, `axe.py`, `nu.py`; `tools.py` finds what they need.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from everyleaf.check import epubcheck, jvm, specimen, verapdf
from everyleaf.check.verdict import JudgeMissingError, Verdict

__all__ = ["Verdict", "check_written", "warm_up"]


def check_written(
    pdf: bytes | None, epub: bytes | None, name: str = "publication"
) -> tuple[Verdict, ...]:
    """Judge what was written: the PDF against PDF/UA-1, the EPUB against EPUB 3.3.

    A judge that is not installed answers with a verdict too (`Verdict.missing`). `name` is the
    stem by which findings call the files.
    """
    with ThreadPoolExecutor(2) as pool:
        answers = []
        if pdf is not None:
            answers.append(pool.submit(verapdf.validate, pdf, "ua1", f"{name}.pdf"))
        if epub is not None:
            answers.append(pool.submit(epubcheck.validate, epub, f"{name}.epub"))
        return tuple(answer.result() for answer in answers)


def warm_up() -> None:
    """Let the Java judges read a specimen in the background, and return meanwhile.

    Java loads and compiles a judge's code when it is first used: some four seconds that pass
    unnoticed while the pages are laid out. Files may be judged before it ends. A program that
    exits earlier waits for its end (Java cannot be left in the middle of a call), so call it once
    the sources are known to be good.
    """
    try:
        jvm.start()
    except JudgeMissingError:
        return  # each judge says so itself when it is asked
    threading.Thread(target=lambda: verapdf.validate(specimen.pdf())).start()
    threading.Thread(target=lambda: epubcheck.validate(specimen.epub())).start()
