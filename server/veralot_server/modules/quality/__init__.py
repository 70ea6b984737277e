"""Quality records: nonconformities, CAPA, deviations and permits, complaints, requests to suppliers, correction tests.

`domain` holds the rules, pure: machines, terms, sums, causes, effects, figures. `cases` is a record's own rows as they are
shown and locked, `said` what was said in a step and `plans` reads it again, `belonging` whose it is, `complainants` who
complained; `workflow` carries a record from step to step, `ending` does what its closing brings; `lots` its lots and holds,
`lines` its disposition, `permits` what is made and used under one, `actions` who does what by when, `dues` its clocks,
`reports` what is owed to authorities, `complaint_record` what a complaint must hold, `hindering` what keeps a record from a
step. `agreements`, `defects`, `plant_terms` and `escalations` are the plant's own rules, `working_days` what clocks count;
`late` passes upwards what is late when `clockwork` looks. `handlers` carry out commands, `queries` answer, `subjects` is what
signers see, `printing` puts a record on paper. `dossier`, `evidence`, `readiness` and `tasks` tell the lot's dossier, the
genealogy picture, the release and the inbox.
"""
