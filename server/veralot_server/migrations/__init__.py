"""The schema's one linear, readable history. `versions/` holds numbered steps; `steps.py` what several of them share."""
