"""How often each API may be called, a day and a minute of system time."""

from server.core import clock
from server.sandbox.state import State
from server.sandbox.wechat.answers import Refused

_DEFAULTS = {
    "/cgi-bin/stable_token": (500_000, 10_000),
    "/cgi-bin/token": (2_000, 2_000),
    "/cgi-bin/message/subscribe/send": (10_000_000, 60_000),
    "/cgi-bin/message/custom/send": (500_000, 60_000),
    "/cgi-bin/message/template/send": (100_000, 60_000),
    "/wxa/msg_sec_check": (2_000_000, 4_000),
    "/wxa/media_check_async": (200_000, 2_000),
    "/wxa/getwxacodeunlimit": (1_000_000, 5_000),
    "/wxa/generatescheme": (500_000, 6_000),
    "/wxa/generate_urllink": (500_000, 6_000),
}
_ANY = (1_000_000, 60_000)
_MINUTE_CODES = {
    "/wxa/msg_sec_check": 44991,
    "/wxa/media_check_async": 44991,
    "/wxa/generatescheme": 44990,
    "/wxa/generate_urllink": 44990,
}
_DAY_CODES = {"/wxa/generatescheme": 44993, "/wxa/generate_urllink": 44993}
_CLEARS_A_MONTH = 10


def limits(state: State, path: str) -> tuple[int, int]:
    """Calls a day and a minute."""
    return state.quotas.get(path) or _DEFAULTS.get(path, _ANY)


def count(state: State, appid: str, path: str) -> None:
    """Count one call. Refuses with the day's or the minute's errcode."""
    per_day, per_minute = limits(state, path)
    if _add(state, appid, path, _minute()) > per_minute:
        code = _MINUTE_CODES.get(path, 45011)
        raise Refused(code, "api minute-quota reach limit, must slower, retry next minute,")
    if _add(state, appid, path, _day()) > per_day:
        raise Refused(_DAY_CODES.get(path, 45009), "reach max api daily quota limit")


def used(state: State, appid: str, path: str) -> int:
    """Calls of today."""
    return state.counters.get((appid, path, _day()), 0)


def clear(state: State, appid: str) -> None:
    """Forget today's calls; ten times a month."""
    if _add(state, appid, "clear_quota", f"{clock.today():%Y-%m}") > _CLEARS_A_MONTH:
        raise Refused(48006, "forbid to clear quota because of reaching the limit")
    for key in [k for k in state.counters if k[0] == appid and k[2] == _day()]:
        del state.counters[key]


def _add(state: State, appid: str, path: str, window: str) -> int:
    key = (appid, path, window)
    state.counters[key] = state.counters.get(key, 0) + 1
    return state.counters[key]


def _day() -> str:
    return clock.today().isoformat()


def _minute() -> str:
    return f"{clock.now():%Y-%m-%dT%H:%M}"
