"""Residents' pages: server-rendered, complete without JavaScript, phone first."""

from sanic import Blueprint

from server.web.pages import (
    chat,
    conference,
    contact,
    contesting,
    data,
    entering,
    filling,
    following,
    home,
    items,
    letters,
    mandates,
    mine,
    objecting,
    rating,
    reminding,
    reporting,
    sending,
    serving,
    signing,
)

blueprint = Blueprint.group(
    home.blueprint,
    items.blueprint,
    chat.blueprint,
    entering.blueprint,
    filling.blueprint,
    reminding.blueprint,
    sending.blueprint,
    following.blueprint,
    letters.blueprint,
    reporting.blueprint,
    conference.blueprint,
    mine.blueprint,
    serving.blueprint,
    signing.blueprint,
    mandates.blueprint,
    contact.blueprint,
    contesting.blueprint,
    data.blueprint,
    rating.blueprint,
    objecting.blueprint,
)

__all__ = ["blueprint"]
