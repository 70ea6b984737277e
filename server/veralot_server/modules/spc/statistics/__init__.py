"""Statistics of processes, as pure functions over arrays: they know neither database nor messages.

`constants` holds the factors of normal samples, `limits` computes control limits from data, `rules` finds what looks unlike
chance, `capability` says how a process meets its specification, `normality` tests the shape, `gauges` parts measuring from
making.
"""
