"""One folder per module, with the same name as its contract: identity, audit, items, genealogy, exchange.

A folder holds `tables`, `domain` (pure rules), `handlers` (one function a command), `queries` (one function a question),
`dossier` (its section of a lot's page). Modules see each other's tables in `queries` alone and otherwise send messages.
"""
