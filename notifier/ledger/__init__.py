"""The ledger: the database that remembers everything. All SQL of notifier is in this room."""
