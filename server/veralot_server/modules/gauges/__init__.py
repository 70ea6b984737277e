"""Gauges: their calibrations, what was measured with them, and what follows when one is found out of tolerance.

`domain` holds the rules, pure: what may be entered, whether a calibration is in tolerance, which step is legal.
`records` is gauges, calibrations, uses and assessments as they are read and shown, `workflow` carries a gauge from
state to state, `handlers` carry out commands, `queries` answer, `subjects` is what signers see, `tasks` is what of
them waits, `stickers` draws what is stuck on them, `dossier` shows and proves what was measured with what,
`readiness` stops a lot that an open assessment concerns.
"""
