"""The genealogy picture on the screen and on paper.

`page` puts it together with the tree and the tables of `beside`; `canvas` is the window onto the picture, `minimap` the small
one, `legend` explains the marks, `exporting` writes files. All of them draw by `scene`, with the pieces of `signs`, `paper`,
`near`, `labels`, `far` and `lines`, and the window by `tiles`.
"""
