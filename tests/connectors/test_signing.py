"""Signatures of the exchange: what is signed, and what is not believed."""

from datetime import UTC, datetime, timedelta

import pytest

from server.connectors import CallbackRefused, signing
from server.core import clock
from server.core.privacy import hmac_sm3, sm3

KEY, PATH, BODY = b"key", "/callbacks/registers", b'{"a":1}'


def test_the_signature_covers_method_path_time_nonce_and_body():
    text = "\n".join(("POST", "/x?y=1", "1700000000", "n1", sm3(BODY).hex()))

    made = signing.signature(KEY, "POST", "/x?y=1", "1700000000", "n1", BODY)

    assert made == hmac_sm3(KEY, text.encode()).hex()
    assert len({made, *_variants()}) == 6


def _variants():
    good = {"method": "POST", "path": "/x?y=1", "timestamp": "1700000000", "nonce": "n1"}
    for name, value in good.items():
        yield signing.signature(KEY, **{**good, name: f"{value}0"}, body=BODY)
    yield signing.signature(KEY, **good, body=BODY + b" ")


def test_what_we_sign_is_believed_once():
    checker, headers = signing.Checker(KEY), signing.sign("us", KEY, "POST", PATH, BODY)

    checker.check("POST", PATH, headers, BODY)

    with pytest.raises(CallbackRefused):
        checker.check("POST", PATH, headers, BODY)


def test_header_names_may_come_in_any_case():
    headers = signing.sign("us", KEY, "POST", PATH, BODY)

    signing.Checker(KEY).check("POST", PATH, {k.upper(): v for k, v in headers.items()}, BODY)


@pytest.mark.parametrize("name", ["X-Exchange-Timestamp", "X-Exchange-Nonce"])
@pytest.mark.parametrize("value", ["", "1", "x", "²", "\udcff"])
def test_a_changed_header_is_not_believed(name, value):
    headers = {**signing.sign("us", KEY, "POST", PATH, BODY), name: value}

    with pytest.raises(CallbackRefused):
        signing.Checker(KEY).check("POST", PATH, headers, BODY)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_five_minutes_either_way_is_the_limit(monkeypatch, seconds):
    then = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
    monkeypatch.setattr(clock, "real_now", lambda: then)
    headers = signing.sign("us", KEY, "POST", PATH, BODY)
    monkeypatch.setattr(clock, "real_now", lambda: then + timedelta(seconds=seconds))

    with pytest.raises(CallbackRefused):
        signing.Checker(KEY).check("POST", PATH, headers, BODY)
