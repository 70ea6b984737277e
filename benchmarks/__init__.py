"""The measurements behind `make bench`: each compares Veralot with the bare tools in one run, on seeded data."""
