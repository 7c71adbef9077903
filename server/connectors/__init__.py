"""The outside world behind protocols; tests and demo talk to the sandbox over HTTP."""

from server.connectors.protocols import (
    Away,
    CallbackRefused,
    CodeRefused,
    ConsentRefused,
    OutcomeUnknown,
    Pending,
    RegisterFact,
    RegisterQuery,
    RegisterResult,
    Registers,
    SendRefused,
    SlowDown,
    Sms,
    Storage,
    UnknownSubject,
    WeChat,
    WeChatIdentity,
)
from server.connectors.wechat_push import PushReader, PushRefused, push_key
from server.connectors.world import World, build_storage, build_world

__all__ = [
    "Away",
    "CallbackRefused",
    "CodeRefused",
    "ConsentRefused",
    "OutcomeUnknown",
    "Pending",
    "PushReader",
    "PushRefused",
    "RegisterFact",
    "RegisterQuery",
    "RegisterResult",
    "Registers",
    "SendRefused",
    "SlowDown",
    "Sms",
    "Storage",
    "UnknownSubject",
    "WeChat",
    "WeChatIdentity",
    "World",
    "build_storage",
    "build_world",
    "push_key",
]
