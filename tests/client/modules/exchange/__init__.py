"""Tests of the client's module exchange."""
