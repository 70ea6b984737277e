"""The server's one door: the only place that knows HTTP.

`endpoint` reads and writes messages, `files` the contents of files, `asgi` is what both share; `crew` are the threads
that answer. `dispatch` carries a message through its life, `characters` refuses what nobody sees in it, `sessions`
finds who sent it, `push` tells every client what changed, and `herald` wakes it after commits. `clockwork` does what is
due though nobody asks, `pruning` forgets what is old. `openapi`, with `openapi_files` and `openapi_plain`, describes
the door.
"""
