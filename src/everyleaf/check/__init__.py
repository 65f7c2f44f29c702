"""Judge the text before it is written and the files after; never change what is judged.

1. `rules` judge a publication before it is written.
2. `judges` let veraPDF, EPUBCheck, Ace, axe and Nu read what was written, each by an adapter here.
3. `files` judges finished files of any maker by our own readers, and says in our words what the
   judges found.
4. `carried` looks in each edition for the credits that it must show.
5. `accepted` sets aside what the author lets stand; `catalogue` explains findings, `sarif` writes
   them for code hosts.
"""
