"""Control charts: limits frozen per phase, rules that force a cause to be named, capability, and studies of gauges.

`statistics` computes (pure arrays), `domain` judges what is entered and puts charts together, `handlers` write and hear what
inspections record, `queries` answer, `controls`, `subgroups`, `exceptions`, `phases` and `studies` hold what both need of the
database, `gathering` makes subgroups of results, `subjects` says what is signed, `dossier` and `readiness` speak of lots.
"""
