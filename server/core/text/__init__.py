"""Text for people and for operators: locales and the log."""
