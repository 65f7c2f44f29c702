"""Join drawn units into one file: numbers, references, outline, fonts, structure root.

`book` is the way through.
"""
