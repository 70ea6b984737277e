"""Rules of recalls, pure.

`figures` balances lots, `serials` reads and writes ranges, `clocks` knows the legal days, `steps` what is possible when,
`words` what is said of it.
"""
