"""The genealogy picture, as far as it is decided and not drawn. No Qt.

`mesh` holds a trace as arrays, `classes` says which nodes are alike, `grouping` collapses those into one with their count,
`layers`, `order` and `place` lay the rest out in layers from suppliers to customers, `routes` leads the edges between them,
`layout` does all of it, `figure` is the result, `cards` says what is written on it, `steps` walks it by keys, `picture` is
behind the page.
"""
