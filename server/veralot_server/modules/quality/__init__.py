"""Quality records: nonconformities, CAPA, deviations and permits, complaints, requests to suppliers, correction tests.

`domain` holds the rules, pure: machines, terms, sums, causes, effects, figures. `cases` is a record's own rows as they are
shown and locked, `said` what was said in a step, `belonging` whose it is,
`workflow` carries a record from step to step, `lots` its lots and holds,
`lines` its disposition, `actions` who does what by when, `dues` its clocks. `handlers` carry out commands, `subjects` is what
signers see. `dossier`, `evidence`, `readiness` and `tasks` tell the lot's dossier, the genealogy picture, the release and the
inbox.
"""
