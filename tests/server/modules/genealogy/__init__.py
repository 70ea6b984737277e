"""Tests of the genealogy on the server."""
