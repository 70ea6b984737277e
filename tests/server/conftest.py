"""The server's tests stand on `tests/plant.py`, which every test that needs the server shares."""
