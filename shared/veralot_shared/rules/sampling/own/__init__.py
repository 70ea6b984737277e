"""Tables that a plant establishes from its own copy of a standard, beside the published ones that came confirmed.

`pages` says what one printed page holds, `grids` reads and writes it as cells of a spreadsheet, `comparing` finds where two
readings differ and where a page contradicts a confirmed one, `merging` finds a cell in either, the confirmed first, and
`soundness` says what in a page cannot be, or is unlikely. `words` has what they say. Nothing here is kept: whoever keeps a
plant's tables passes them on.
"""
