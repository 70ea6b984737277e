"""Tests of what the client decides; none of them needs Qt."""
