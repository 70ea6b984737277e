"""What was entered while the server was away: devices, their logins' keys, work lists, replay, conflicts.

`domain` judges chains, times and keys; `handlers` register devices, take batches and carry decisions out; `intake` proves
and judges a batch, `recording` carries out what stands; `people` says in whose name, `entries`, `devices` and `keys` read
rows, `deposits` keep keys, `snapshots` make work lists, `queries` answer; `subjects` say what a decision signs, `dossier` and
`readiness` tell a lot's reviewer, `tasks` the inbox.
"""
