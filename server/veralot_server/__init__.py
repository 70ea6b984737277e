"""The Veralot server: one door, one dispatcher, one PostgreSQL.

`rpc/` knows HTTP and nothing else does; `core/` is the platform that modules stand on; `modules/` holds one folder per
module; `migrations/` the one linear history of the schema; `cli/` the commands of `veralot-server`.
"""

__version__ = "0.1.0"
