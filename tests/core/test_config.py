"""Settings: typed, and refusing what must not run."""

import pytest

from server.core import config

REAL = {
    "ONETRIP_ENV": "production",
    "ONETRIP_DATABASE_URL": "postgres://db/onetrip",
    "ONETRIP_REDIS_URL": "redis://cache/0",
    "ONETRIP_EXCHANGE_BASE": "https://exchange.example",
    "ONETRIP_EXCHANGE_KEY": "k",
    "ONETRIP_SMS_BASE": "https://sms.example",
    "ONETRIP_SMS_KEY": "k",
    "ONETRIP_PUBLIC_URL": "https://onetrip.example",
    "ONETRIP_WECHAT_APPID": "wx0a1b2c3d4e5f6071",
    "ONETRIP_WECHAT_SECRET": "s",
    "ONETRIP_WECHAT_TOKEN": "t",
    "ONETRIP_WECHAT_AES_KEY": "a" * 43,
}


def test_numbers_and_switches_are_typed():
    loaded = config.load({"ONETRIP_PORT": "9000", "ONETRIP_SANDBOX": "no"})
    assert (loaded.port, loaded.sandbox) == (9000, False)


def test_empty_variables_count_as_unset():
    assert config.load({"ONETRIP_PORT": ""}).port == 8000


def test_production_with_everything_runs():
    assert config.load(REAL).is_production


def test_production_refuses_a_pretended_wechat():
    with pytest.raises(config.BadSettings, match="WECHAT"):
        config.load(REAL | {"ONETRIP_WECHAT_API_BASE": "http://127.0.0.1:8010"})


@pytest.mark.parametrize("name", sorted(set(REAL) - {"ONETRIP_ENV"}))
def test_production_names_what_is_missing(name):
    with pytest.raises(config.BadSettings, match=name):
        config.load({key: value for key, value in REAL.items() if key != name})


def test_an_unknown_environment_is_refused():
    with pytest.raises(config.BadSettings):
        config.load({"ONETRIP_ENV": "prod"})


@pytest.mark.parametrize("days", ["30", "365"])
def test_production_keeps_logs_for_more_than_a_year(days):
    with pytest.raises(config.BadSettings, match="LOG_DAYS"):
        config.load(REAL | {"ONETRIP_LOG_DAYS": days})


def test_a_bucket_needs_its_address_and_keys():
    with pytest.raises(config.BadSettings, match="ONETRIP_S3_ENDPOINT"):
        config.load(REAL | {"ONETRIP_S3_BUCKET": "papers"})


def test_an_unknown_form_of_logs_is_refused():
    with pytest.raises(config.BadSettings, match="LOG_FORMAT"):
        config.load({"ONETRIP_LOG_FORMAT": "xml"})
