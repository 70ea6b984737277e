"""Decides what charts, exceptions and studies show and send; no Qt.

`analysis` sets out the figures of a study.
"""
