"""The commands of `veralot-server`: each a thin wrapper over what the server itself uses.

`plant` opens the configured plant for one command; `serve`, `data`, `audit`, `users` and `demo` hold the commands.
"""
