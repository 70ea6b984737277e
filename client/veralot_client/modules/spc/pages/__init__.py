"""Shows charts, exceptions and studies."""
