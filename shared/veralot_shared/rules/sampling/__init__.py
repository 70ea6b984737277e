"""Acceptance sampling, to the letter of the standards: which plan, what it decides, how severity switches, its risks.

`terms` names schemes, levels and severities, `plans` finds a plan in the published tables (`tables` reads them,
`published/` holds them), `decisions` decides a lot, `switching` and `skip_lot` remember what the next lot is owed,
`curves` computes operating characteristics, `risks` reads them, `variables` does the same for measured values by the
s method, `errors` says what is refused.

Nothing here is guessed: a plan whose table is not established is refused with `TableNotEstablished`.
"""
