"""WeChat: one mini-program and one service account, with the platform's awkward behaviour."""

from sanic import Blueprint

from server.sandbox.wechat import (
    customer_service,
    links,
    media,
    oauth,
    operations,
    safety,
    service,
    sign_in,
    subscribe,
    templates,
    tokens,
)


def doors() -> list[Blueprint]:
    """Every door of the platform."""
    parts = (tokens, sign_in, oauth, subscribe, templates, customer_service, service, media,
             safety, links, operations)  # fmt: skip
    return [part.door() for part in parts]
