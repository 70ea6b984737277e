"""Presenters decide what the pages show: `files` and `one_file`, `forms`, `rules`, `types`."""
