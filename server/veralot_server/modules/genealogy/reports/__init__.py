"""The lot dossier as one signed PDF: everything known of a lot, for people to read and for programs to check.

`dossier` is the way in. `cover`, `sections`, `signatures`, `audit_trail` and `verification` are its parts in their
order; `words` says what a status means, `readme` how to verify; `evidence` refuses what contradicts the audit log.
"""
