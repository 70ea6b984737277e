"""What the client decides, without Qt: calls, session, changes, actions, words, settings of a module.

`rpc` talks to the server, `session` knows who is signed in, `changes` hears what others did, `connection` says whether
the server is there. `actions`, `module`, `navigation` and `presenter` are what a module is made of; `services` is what
it is handed, `reminding` how it reaches somebody whatever is open. `background` is how work leaves the GUI thread; the
shell carries it out; `saving` writes files in it.
"""
