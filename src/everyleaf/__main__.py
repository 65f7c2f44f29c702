"""Run the command line as `python -m everyleaf`."""

from __future__ import annotations

if __name__ == "__main__":  # and not in the processes of a pool, which load this module first
    from everyleaf.cli import main

    main()
