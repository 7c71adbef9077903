"""The outside world, played over HTTP: WeChat, the register exchange, an SMS gateway, an S3 store.

State lives in memory, answers come from an invented population, faults are switched on under
`/_ctl/`. It never runs in production.

Known differences from the real services: face and real-name verification of WeChat
are not played yet; the S3 store has no lists and no multipart; the order of parameter checks, undocumented limits, delivery delays,
risk control and template review are guesses, the stricter one where documentation is silent;
43108 within 200 ms is off unless switched on (`/_ctl/rules`); public holidays do not delay banks;
a fact asked again is warned of within one case only.
"""

from server.sandbox.app import build, main

__all__ = ["build", "main"]
