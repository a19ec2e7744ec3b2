"""The ground floor: cities, clock, workflow, folios, ledger, scoping; every other app stands on it."""
