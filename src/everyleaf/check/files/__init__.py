"""Judge finished files of any maker: EPUB, PDF, HTML. `examination` is where it begins."""
