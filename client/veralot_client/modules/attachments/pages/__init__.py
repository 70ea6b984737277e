"""Pages show and forward: `files` beside a record, `one_file` alone, `preview` in both, `rules` and `types` as lists."""
