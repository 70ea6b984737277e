"""Quality records: nonconformities, CAPA, deviations and permits, complaints, requests to suppliers, correction tests.

`domain` holds the rules, pure: machines, terms, sums, causes, effects, figures. `cases` is a record's own rows as they are
shown and locked, `said` what was said in a step and `plans` reads it again, `belonging` whose it is, `complainants` who
complained; `workflow` carries a record from step to step, `ending` does what its closing brings; `lots` its lots and holds,
`lines` its disposition, `actions` who does what by when, `dues` its clocks, `reports` what is owed to authorities.
`defects`, `plant_terms` and `escalations` are the plant's own codes and rules, `working_days` what clocks count; `late` passes
upwards what is late when `clockwork` looks. `handlers` carry out commands, `queries` answer, `subjects` is what signers see,
`printing` puts a record on paper. `dossier`, `evidence`, `readiness` and `tasks` tell the lot's dossier, the genealogy
picture, the release and the inbox.
"""
