"""Ground that knows nothing about civil affairs: clock, refusals, outbox, database, privacy."""
