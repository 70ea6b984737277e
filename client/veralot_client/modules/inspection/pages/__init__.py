"""The pages of inspections, of plans, of severities, and of the plant's own sampling tables.

`sampling_tables` lists every page of a standard, `sampling_table` shows one with its readings, `reading` is the window in which
a page is entered, over `cell_grid`. `entry` is the screen on which results are entered.
"""
