"""Rules of what is entered while the server is away, without a database.

`chain` follows a device's journal, `times` judges clocks and keys, `words` tells both sides of a conflict.
"""
