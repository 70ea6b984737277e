"""Tests of the pure rules, against the standards' own vectors and against independent implementations."""
