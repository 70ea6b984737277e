"""Tests of how the client looks."""
