"""Real PostgreSQL and Valkey from wheels, for `make run` and `make test`; nothing to install."""

from server.embedded.postgres import Postgres
from server.embedded.process import DidNotStart
from server.embedded.valkey import Valkey

__all__ = ["DidNotStart", "Postgres", "Valkey"]
