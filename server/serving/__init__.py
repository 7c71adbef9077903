"""The supervisor: starts everything, respawns what dies, ends everything."""

from server.serving.supervisor import main

__all__ = ["main"]
