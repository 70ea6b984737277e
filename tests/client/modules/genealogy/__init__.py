"""Tests of the client's module genealogy."""
