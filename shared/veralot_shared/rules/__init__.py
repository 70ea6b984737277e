"""Pure rules that both sides and the outside verifier need: same input, same answer, no clock, no file, no network.

`merkle` and `checkpoint` (over `signed_note`) prove the audit log, `canonical` gives the bytes that a signature covers,
`gs1` (its table is `gs1_identifiers`) reads and makes what a barcode carries, `quantities` and `dates` calculate,
`passwords` judges a new password, `lateness` says who hears of what is late, `file_names` makes names safe, `sampling`
plans and decides acceptance sampling (it reads published tables, its own files). Only `signed_note` and `checkpoint`
need the `cryptography` package.
"""
