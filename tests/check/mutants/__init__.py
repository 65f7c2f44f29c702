"""Planted defects, one each, in clean originals; `tests/check/test_mutants.py` lets them be found.

They are written from the standards and from what is known of real books, not from the checker: a
mutant says what is done to the original and by which code it must be named.
"""
