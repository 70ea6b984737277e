"""Tests of the import: `plant` is a small plant as files, which each test breaks in its own way."""
