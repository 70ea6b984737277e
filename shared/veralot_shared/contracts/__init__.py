"""One file per module: its messages, views, permissions, states and errors.

What stands here is a promise to every client, customer system and stored record; `messages.contract_hash` changes with it.
"""
