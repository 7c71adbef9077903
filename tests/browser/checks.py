"""Chromium for tests and screens: its fonts, and what must hold on every page it shows."""

import asyncio
import os
import shutil
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
_AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_CHECKS = Path(__file__).with_name("page_checks.js")
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>{folders}<cachedir>{cache}</cachedir>
<alias binding="same"><family>sans-serif</family><prefer><family>DejaVu Sans</family><family>Noto Sans SC</family></prefer></alias>
<alias binding="same"><family>system-ui</family><prefer><family>DejaVu Sans</family><family>Noto Sans SC</family></prefer></alias>
</fontconfig>
"""


def has_browser() -> bool:
    """Whether a real Chromium is here."""
    return Path(CHROMIUM).exists()


async def launch(playwright: Any, folder: Path) -> Any:
    """A Chromium that can draw Chinese, rare characters too where the fonts wheel is installed."""
    env = {**os.environ, "FONTCONFIG_FILE": str(_fonts(folder))}
    return await playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"], env=env
    )


def _fonts(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    folders = ["/usr/share/fonts", *_wheel()]
    lines = "".join(f"<dir>{one}</dir>" for one in folders)
    path = folder / "fonts.conf"
    path.write_text(_FONTS.format(folders=lines, cache=folder / "fontcache"))
    return path


def _wheel() -> list[str]:
    try:
        import pylopdf_fonts_zh_cn as fonts
    except ImportError:
        return []
    return [str(Path(fonts.__file__).parent)]


async def problems(page: Any, *, is_care: bool, is_desk: bool = False) -> list[str]:
    """Overflow, small targets, small type, missing glyphs of the page as it stands."""
    least = {"target": 60, "type": 18} if is_care else {"target": 48, "type": 15}
    if is_desk:  # a mouse and eight hours: dense rows, never a line that scrolls sideways
        least = {"target": 13, "type": 12}
    found: list[str] = await page.evaluate(_CHECKS.read_text(), least)
    return found


async def axe(page: Any) -> list[str]:
    """What axe-core finds."""
    await page.evaluate(_AXE.read_text())
    result = await page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", _TAGS
    )
    return [
        f"axe {one['id']}: {node['html'][:140]} {node['failureSummary'][:200]}"
        for one in result["violations"]
        for node in one["nodes"]
    ]


async def pause() -> None:
    """A quarter of a second, for what the worker does meanwhile."""
    await asyncio.sleep(0.25)
