"""What the pages of labels decide, without Qt.

`templates` and `printers` are lists with their forms, `printing` queues labels, `jobs` and `job` follow them, `design`
is the designer: what is drawn, undone, snapped and saved.
"""
