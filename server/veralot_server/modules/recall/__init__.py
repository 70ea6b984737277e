"""Recalls and mock recalls.

`domain` holds the rules, pure: figures, serial ranges, clocks, steps. `recalls` is a recall's own rows as they are shown and
written, `workflow` carries it from step to step, `snapshots` freezes figures and reads them again. `queries` walks the
evidence graph from what is suspected, `handlers` carry out commands, `subjects` is what signers see, `reports` makes the list
of consignees and the letters, `dossier` tells a lot's recalls, `tasks` the inbox what a recall waits for.
"""
