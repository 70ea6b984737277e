"""Rules of quality records, pure.

`machine` says what is possible and for whom, `terms` by when, `lines` what a disposition must sum to, `effect` whether a
correction worked, `complete` what a record must hold, `figures` what charts show, `words` what the rules say.
"""
