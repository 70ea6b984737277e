"""Import of a plant's own files: all of a set or nothing, all errors at once; compared, signed for, or undone.

Who lives here, in the order in which an import goes through them:

- `staging`: files that wait, piece by piece;
- `readers` (`csv_text`, `workbook`, `lean_book`): files → sheets of text cells, bounded;
- `shelves`: what is remembered of rows, on disk with a page in memory; all that follows keeps its records there;
- `headings`, `titles`: what files and columns are called; `cleaning`, `masking`: cells changed before they are read;
- `preview`: all that before anything is imported; `mappings`: ways of reading that are kept; `canonical`: files given back,
  `template`: empty ones;
- `columns`, `cells`, `serials`, `rows`, `table`: text cells → typed rows;
- `survey`, `known`, `found`: what the files name, and what the database holds of it, in a fixed number of statements;
- `masters`, `pack_levels`, `boms`, `gauges`, `qualifications`, `inspection_plans`, `defects`, `quality_rules`: what is no
  history, against the files and the database;
- `replay`, `opening`: the history, movement by movement: stock, status, units, packages, edges;
- `plan`: the order of all that; `problems`, `error_list`: what is wrong; `watching`: how far it is, and whether to stop;
- `spool`, `output`, `master_output`: what is to be written, as COPY text; `copying` hands it to the database;
- `write`, `statements`, `master_statements`, `writes`, `temporary`: the statements that write it, of whatever there is;
- `reconcile`, `reports`: what was written against what was wanted; `blockers`: what rests on an import;
- `records`: imports and runs as they are shown; `handlers`, `queries`: the messages.

Rules of other modules are asked of their pure `domain`; their tables are named in plain SQL and never imported.
"""
