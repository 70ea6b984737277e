"""Rules of statistical process control, pure.

`defining` of characteristics, `readings` that are entered, `timing` of samples, `charting` of points against limits,
`placing` among those set aside,
`studying` of gauges; `words` are the sentences that errors carry.
"""
