"""A recall on paper: `letters` words what consignees are told, `summary` what a recall amounts to; `paper` prints both."""
