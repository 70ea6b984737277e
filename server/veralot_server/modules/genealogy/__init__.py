"""Lots, units, packages, movements, holds, and the trace between them."""
