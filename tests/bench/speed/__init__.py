"""How fast it is: cases of publishing, timed against other makers in one run.

    python -m tests.bench.speed PATH-TO-RUST-BOOK [--rounds 3] [--generated 100 400 1600]
    python -m tests.bench.speed --write     tables and plot of the guide, from what was measured

1. `export` and `generated` make what the makers are given: the same book for each of them.
2. `contenders` says what each runs; `process` runs it in a process of its own and measures it.
3. `__main__` runs them in turn, round after round, because machines are shared and noisy.
4. `results` keeps what was measured as JSON, and makes ratios of what ran in the same round.
5. `tables`, `plot` and `chapter` put it into the guide; no number is typed by hand.
"""
