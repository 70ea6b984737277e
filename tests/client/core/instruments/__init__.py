"""Instruments that send what they measured."""
