"""Decide what the pages of quality records show and what is sent. No Qt.

`hindrances` words why a step cannot be taken.
"""
