"""The verifier of dossiers: one PDF in, a list of checks out; no server, no database, no network.

`format` says what is attached to a dossier, `leaf` reads an entry of the audit log. The checks are in `signature` (the PDF
and who signed it), `attachments`, `log` (checkpoint, inclusion, consistency) and `record` (what the record and the
electronic signatures say, against the log); `verifier` runs them, `report` and `texts` put the outcome in words, and
`__main__` is the command `veralot-verify`. The server builds dossiers with `format` and `leaf`; nothing else of it is here.
"""
