"""The server's one door: the only place that knows HTTP.

`endpoint` reads and writes it, `dispatch` carries a message through its life, `sessions` finds who sent it, `push` tells
every client what changed, `openapi` describes the door.
"""
