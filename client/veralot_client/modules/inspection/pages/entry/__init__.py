"""The screen on which results are entered.

`page` is the whole, `above` its head; `single` shows one result as large as gloves need it, `grid` all of them under
`heads` that stay in view; `large` makes all controls so; `limits` draws the tolerance, `looks` says how a judgement looks,
`scanning` tells a scan, a caliper and a person apart, `instruments` connects a port.
"""
