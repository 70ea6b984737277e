"""What client and server agree on: messages, errors, ids, quantities and pure rules.

Nothing here knows Qt, SQL or HTTP. `contracts/` holds one file per module (its messages, views, permissions and
states), `rights` what each right is called, `rules/` the pure functions that both sides need, `verify/` the stand-alone
verifier that outsiders run.
"""

__version__ = "0.1.0"
