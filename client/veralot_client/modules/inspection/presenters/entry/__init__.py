"""Behind the screen on which results are entered. No Qt.

`typed` reads what was typed, `sheet` holds all results of an inspection and which one is next, `drafts` keeps what is not sent,
`sending` is the seam to the server or to this computer's journal, `entry` decides for the page;
`lacking` asks why there is no result, `wiring` on which port an instrument is.
"""
