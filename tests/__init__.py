"""The tests: one folder per app, `project/` for what belongs to none, `factories/` for the rows."""
