"""The genealogy picture: its layout as invariants over random graphs, its page, its export."""
