"""Tests of items and partners."""
