"""Evidence files: contents by their hash, bound to the records that they prove.

`domain` recognises contents and judges rules, `policy` says whose a record is and who may see it, `records` reads and shows
attachments, `handlers` take contents in, attach, withdraw and keep the rules, `queries` answer, `subjects` is what a
decision on a lot binds of them, `dossier` shows, proves and encloses them, `readiness` stops a release without them. The
bytes themselves: `core/files.py` keeps them, `rpc/files.py` carries them.
"""
