"""Set pages: cut the document into units, lay each out by itself, number all pages.

`weasy` is the only seam to WeasyPrint.
"""
