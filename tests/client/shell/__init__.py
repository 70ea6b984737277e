"""Tests of the window around all modules, off-screen, with real widgets."""
