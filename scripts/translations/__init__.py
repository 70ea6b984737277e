"""Keeps the one catalogue whole: collects every text that a person may see, merges translations, names what is missing.

    python -m scripts.translations                 what is missing or wrong; exit code 1 if anything is
    python -m scripts.translations --merge [PO...] write the catalogue again, with the texts of further files

`code` reads texts out of the code, `contracts` out of the registries, `catalogue` merges and checks.
"""
