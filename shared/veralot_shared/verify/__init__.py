"""The verifier of dossiers: one PDF in, a list of checks out; no server, no database, no network.

`format` says what is attached to a dossier, `leaf` reads an entry of the audit log; the server builds dossiers with
these two. The checks are in `signature` (the PDF and who signed it), `attachments`, `log` (checkpoint, inclusion,
consistency) and `record` (what the record and the electronic signatures say, against the log); for the report of an
import `imports` has that check. `verifier` runs them, `report` holds what they found, `texts` and `output` put it in
words, and `__main__` is the command `veralot-verify`.
"""
