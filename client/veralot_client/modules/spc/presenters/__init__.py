"""Decides what charts, exceptions and studies show and send; no Qt."""
