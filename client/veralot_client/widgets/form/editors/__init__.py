"""What one types in: one editor for each kind of field. `make` returns the one that fits."""
