"""People, roles, sessions and electronic signatures.

`domain` judges, `secrets` hashes and seals, `accounts` and `sessions` read and write, `authentication` proves a person
and counts failures, `floor` knows badges and shared workstations, `signing` is what the dispatcher asks for a signature,
`signatures` tells whether one still holds.
"""
