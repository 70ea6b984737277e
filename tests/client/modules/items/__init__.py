"""Tests of the client's module items."""
