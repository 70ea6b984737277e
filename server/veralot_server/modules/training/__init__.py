"""Qualifications of people: who may do what, until when, and who said so.

`domain` holds the rules, pure: what may be entered, which step is legal. `tables` is what is kept, `records`
qualifications and grants as they are read and shown, `workflow` writes the next step of a grant, `handlers` carry out
commands and hear what inspections do, `queries` answer, `subjects` is what signers see, `tasks` is what of them waits,
`clockwork` tells when an end has come, `capturing` knows what was entered away, `dossier` shows and proves who was
qualified.
"""
