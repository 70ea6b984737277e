"""Tests of the client's module identity."""
