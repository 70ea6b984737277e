"""Items and partners: what is bought, made and shipped, for whom and from whom.

`domain` holds the rules, `records` reads and shows rows, `handlers` and `queries` carry out and answer messages. A customer's
user sees that customer's items and partner record alone (CMO-01).
"""
