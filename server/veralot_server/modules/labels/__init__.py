"""Labels: templates with versions, print jobs, scan-back, reconciliation.

`domain` holds the rules, pure. `templates`, `printers`, `jobs` and `pieces` are rows as the rules and people see them;
a piece is one label of a job. `drawing` turns a layout and its data into ink, PDF and ZPL. `handlers` and `queries`
carry out and answer messages, `subjects` is what signers see, `dossier` is the lot's section, `tasks` what waits.
"""
