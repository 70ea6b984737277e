"""Rules of inspections.

`content` says what a plan may ask for, `sampling` how many that means, `entries` what a result may be,
`evaluation` what results mean for a lot, `severity` what lots mean for the next, `steps` what is possible when,
`lateness` who hears of what is late, `own_tables` what becomes of a page that is read twice.
"""
