"""Residents' pages: server-rendered, complete without JavaScript, phone first."""

from sanic import Blueprint

from server.web.pages import (
    entering,
    filling,
    following,
    home,
    items,
    letters,
    mine,
    reminding,
    sending,
)

blueprint = Blueprint.group(
    home.blueprint,
    items.blueprint,
    entering.blueprint,
    filling.blueprint,
    reminding.blueprint,
    sending.blueprint,
    following.blueprint,
    letters.blueprint,
    mine.blueprint,
)

__all__ = ["blueprint"]
