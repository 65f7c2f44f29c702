"""Run the command line as `python -m everyleaf`, and as the program `everyleaf`."""

from __future__ import annotations

import atexit
import os
import sys


def run() -> None:
    """Run the command line and end the process, without taking apart what is in its memory.

    Why: that takes up to a tenth of a second, as long as it takes to find that nothing has changed.
    All that is to be done at the end is done: this is registered first, so it comes last.
    """
    status: list[int] = []
    atexit.register(_end, status)
    from everyleaf.cli import main

    try:
        main()
    except SystemExit as ending:
        if isinstance(ending.code, int):
            status.append(ending.code)
        raise


def _end(status: list[int]) -> None:
    if not status:
        return  # it ends with a message or a traceback, which Python writes
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        return  # nobody reads on: Python says so
    os._exit(status[0])


if __name__ == "__main__":  # and not in the processes of a pool, which load this module first
    run()
