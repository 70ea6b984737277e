"""Inspections: what is inspected by which plan, how many, what was found, what that means, and what is decided.

Who lives here: `domain` (pure rules), `tables`, `plans` (revisions as they lie in the database), `inspections` (locked, read
as the rules need them, shown), `results`, `switchings`, `workflow` (writes each step down), `making` (begins inspections),
`judging` (evaluates them), `qualifying` (tells what work asks for), `sampling_tables` (the plant's own), `subjects` and
`table_subjects` (what is signed), `handlers`, `queries`, `dossier`, `evidence`, `readiness`.
"""
