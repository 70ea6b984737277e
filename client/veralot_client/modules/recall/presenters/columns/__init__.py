"""The columns of every table of a recall: `listed`, `affected`, `done`, and the `pieces` that they share. No Qt."""
