"""Rules of quality records, pure.

`machine` says what is possible and for whom, `belonging` whose a record is, `terms` by when, `permits` how much and on which
days, `lines` what a disposition must sum to, `effect` whether a correction worked, `complete` what a record must hold,
`defects` what a code must be, `figures` what charts show, `words` what the rules say.
"""
