"""Containers, places and stock by any cut.

`domain` judges (where goods may lie, FEFO, numbers), `containers` and `contents` read and change handling units, `goods` and
`spots` read what the rules of places need, `following` keeps containers in step with every movement, `handlers` and
`queries` carry out and answer messages. Stock itself is the genealogy's: it is moved by its messages alone.
"""
