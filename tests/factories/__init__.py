"""Makers of things that tests need: everything has a default, name only what matters."""
