"""Import of a plant's own files: all of a set or nothing, all errors at once.

Who lives here, in the order in which an import goes through them:

- `readers` (`csv_text`, `workbook`): bytes → sheets of text cells, bounded;
- `columns`, `cells`, `serials`, `rows`: text cells → typed rows;
- `known`: what the database holds of what the files name, in a fixed number of statements;
- `masters`, `checks`: partners, locations, people and items against the files and the database;
- `replay`: the history, movement by movement: stock, status, units, packages, edges;
- `plan`: the order of all that; `spool`: what is to be written, as COPY text; `write`: the statements that write it;
- `handlers`, `queries`: the messages.

Rules of other modules are asked of their pure `domain`; their tables are named in plain SQL and never imported.
"""
