"""Join structure and pages: marked content, structure tree and annotations of one drawn unit."""
