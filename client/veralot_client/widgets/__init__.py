"""What pages are drawn with, whatever they show; no module's own things.

`page` is the base of every page; `scrolled` lets what has no room scroll.
"""
