"""The commands of `veralot-server`."""
