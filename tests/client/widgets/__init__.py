"""Tests of the widgets, off-screen."""
