"""A demo caseworker's authenticator is still there after the sandbox was started again."""

from dataclasses import replace

from server.core.config import settings
from server.sandbox import authenticators


def test_what_is_enrolled_is_kept_for_nobody_else(tmp_path):
    here = replace(settings(), var_dir=str(tmp_path))
    assert authenticators.kept(here) == []

    authenticators.keep(here, [{"login": "limin", "name": "李敏", "secret": "ABCD"}])

    assert authenticators.kept(here)[0]["login"] == "limin"
    assert not (tmp_path / "authenticators.json").stat().st_mode & 0o077


async def test_enrolling_again_replaces_the_old_secret(sandbox):
    for secret in ("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"):
        told = {"login": "limin", "name": "李敏", "secret": secret}
        assert (await sandbox.http.post("/_ctl/authenticator", json=told)).is_success

    kept = authenticators.kept(settings())
    assert [one["secret"] for one in kept if one["login"] == "limin"] == [
        "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"
    ]
    assert "李敏" in (await sandbox.http.get("/phones")).text
