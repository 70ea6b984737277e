"""Tests of the client's module audit."""
