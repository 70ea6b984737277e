"""What these tests need of the environment."""

from importlib.util import find_spec

# The client is installed without the `verify` extra; the tests of what needs it run wherever it is.
collect_ignore = [] if find_spec("cryptography") else ["test_checkpoint.py", "test_signed_note.py"]
