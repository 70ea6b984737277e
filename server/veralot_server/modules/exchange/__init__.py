"""Import of a plant's own files."""
