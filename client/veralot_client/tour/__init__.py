"""The guided tour: drives the real client through one lot's story by keys and clicks, and takes a picture of every step.

`player` plays the steps of `chapters` in order. A step works with what `tour` hands it: `driver` finds, types, clicks and
waits; `forms`, `people` and `places` are what people do again and again; `pictures` draws the window as it is seen.
`first_paint` measures how long the program takes to show itself.
"""
