"""Call-backs: WeChat's pushes and the register exchange's late answers, each signed by itself."""

from server.web.callbacks.routes import blueprint

__all__ = ["blueprint"]
