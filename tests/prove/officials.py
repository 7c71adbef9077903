"""Officials of a running system: enrolled by the operator's command, signed in with both factors."""

import asyncio
import sys

import pyotp

from tests.prove import harness

PASSWORD = "Prove-2026-abc"
TOWNSHIP, COUNTY = "320699100", "320699"


async def command(system, *arguments):
    """One of the operator's commands; what it said."""
    run = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server", *map(str, arguments)),
        cwd=harness.ROOT,
        env=system.env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await run.communicate()
    assert run.returncode == 0, said.decode()
    return said.decode()


async def enrol(system, login, role, region=TOWNSHIP):
    """A new account; returns the second factor's secret."""
    about = ("--name", "张伟", "--role", role, "--region", region, "--password", PASSWORD)
    return (await command(system, "staff", "add", login, *about)).split()[-1]


async def sign_in(system, login, secret):
    """A full session's token; a code that was just used is waited out."""
    body = {"login": login, "password": PASSWORD}
    half = await harness.call(system, "POST", "/staff/sessions", body=body)
    assert half.status_code == 201, half.text
    for _ in range(40):
        code = {"code": pyotp.TOTP(secret).now()}
        path, token = "/staff/sessions/second-factor", half.json()["token"]
        full = await harness.call(system, "POST", path, token=token, body=code)
        if full.status_code == 201:
            return full.json()["token"]
        await asyncio.sleep(3)
    raise AssertionError(full.text)
