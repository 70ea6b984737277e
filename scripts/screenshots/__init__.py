"""The pictures of README.md and docs/: `__main__` takes them all, `states` those that the tour does not come by.

`people` are those who bring such a state about, `plans` and `lots` are what they do, `drawing` is what balloons stand on.
"""
