"""The screen on which results are entered.

`page` is the whole; `single` shows one result as large as gloves need it, `grid` all of them; `limits` draws the tolerance,
`picture` the drawing with its balloon, `scanning` tells a scan, a caliper and a person apart, `instruments` connects a port.
"""
