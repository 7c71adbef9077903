"""`make screens`: walk every page in Chromium, keep pictures, fail on what is wrong.

Starts OneTrip with its demo in a folder of its own, or walks a running one (`--url`, `--sandbox`,
`ONETRIP_SANDBOX_TOKEN`). Pictures and the list of findings lie under var/screens.
"""

import argparse
import asyncio
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from playwright.async_api import async_playwright  # noqa: E402

from tests.browser import checks  # noqa: E402
from tests.browser.walk import Walk, scenes  # noqa: E402

OUT = ROOT / "var" / "screens"
_START_SECONDS = 180


def main() -> int:
    """Walk and report; an exit code."""
    asked = _arguments()
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    if asked.url:
        token = os.environ.get("ONETRIP_SANDBOX_TOKEN", "")
        return asyncio.run(_walk(asked.url, asked.sandbox, token, asked.only))
    with _started() as (url, sandbox, token):
        return asyncio.run(_walk(url, sandbox, token, asked.only))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="")
    parser.add_argument("--sandbox", default="http://127.0.0.1:8010")
    parser.add_argument("--only", default="", help="scenes whose name contains this")
    return parser.parse_args()


@contextmanager
def _started():
    run = OUT / "run"
    port, outside, token = _free_port(), _free_port(), secrets.token_hex(16)
    env = {
        **os.environ,
        "ONETRIP_VAR_DIR": str(run),
        "ONETRIP_PORT": str(port),
        "ONETRIP_SANDBOX_PORT": str(outside),
        "ONETRIP_SANDBOX_TOKEN": token,
        "ONETRIP_WEB_PROCESSES": "1",
    }
    with (OUT / "server.txt").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "server", "serve"], cwd=ROOT, env=env, stdout=log, stderr=log
        )
        try:
            _wait_for(run / "demo.txt", server)
            yield f"http://127.0.0.1:{port}", f"http://127.0.0.1:{outside}", token
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


def _wait_for(path: Path, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_SECONDS
    while not path.exists():
        if server.poll() is not None or time.monotonic() > until:
            raise SystemExit((OUT / "server.txt").read_text())
        time.sleep(0.5)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def _walk(url: str, sandbox: str, token: str, only: str) -> int:
    headers = {"authorization": f"Bearer {token}"}
    async with (
        async_playwright() as playwright,
        httpx.AsyncClient(base_url=sandbox, headers=headers, timeout=20) as outside,
    ):
        browser = await checks.launch(playwright, OUT)
        walk = Walk(browser, url, outside, OUT, only)
        await scenes(walk)
        await browser.close()
    report = "\n".join(walk.findings)
    (OUT / "findings.txt").write_text(report + "\n")
    print(report)
    print(f"{walk.pictures} pictures under {OUT}, {len(walk.findings)} findings")
    return 1 if walk.findings or not walk.pictures else 0


if __name__ == "__main__":
    sys.exit(main())
