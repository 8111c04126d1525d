"""Settings come from the environment that is given, and a bad one is told with what to do."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from service.errors import InvalidSetting
from service.settings import SETTINGS, Settings, UnknownSettings, read_settings, unknown_settings
from service.texts import LANGUAGES, texts_of

SECRET = "s3cret-" * 5


def test_an_empty_environment_is_a_laptop() -> None:
    assert read_settings({}) == Settings(
        host="127.0.0.1",
        port=8000,
        data_dir=Path("var"),
        trusted_proxies=(),
        replicas=1,
        rate=30_000,
        public_url=None,
        secret=None,
        database_url=None,
        norm_days=7,
        methodologies=None,
        drain_seconds=5,
    )


def test_each_setting_is_read() -> None:
    environ = {
        "PALIER_HOST": "::1",
        "PALIER_PORT": "80",
        "PALIER_DATA_DIR": "/data",
        "PALIER_TRUSTED_PROXIES": "10.0.0.0/8, fd00::/8,192.0.2.7",
        "PALIER_REPLICAS": "3",
        "PALIER_RATE": "600",
        "PALIER_PUBLIC_URL": "https://palier.example.org/api/",
        "PALIER_SECRET": SECRET,
        "PALIER_DATABASE_URL": "postgresql+psycopg://palier:pw@db/palier",
        "PALIER_NORM_DAYS": "0",
        "PALIER_METHODOLOGIES": "/packs",
        "PALIER_DRAIN_SECONDS": "30",
        "PALIER_UNKNOWN": "x",
    }
    assert read_settings(environ) == Settings(
        host="::1",
        port=80,
        data_dir=Path("/data"),
        trusted_proxies=(ip_network("10.0.0.0/8"), ip_network("fd00::/8"), ip_network("192.0.2.7")),
        replicas=3,
        rate=600,
        public_url="https://palier.example.org/api",
        secret=SECRET,
        database_url="postgresql+psycopg://palier:pw@db/palier",
        norm_days=0,
        methodologies=Path("/packs"),
        drain_seconds=30,
    )


@pytest.mark.parametrize(
    "url", ["http://localhost:8000", "https://[::1]:443/", "https://a-b.example/v/1", "http://10.0.0.1/"]
)
def test_a_public_url_may_have_a_port_and_a_path_and_loses_its_last_slash(url: str) -> None:
    assert read_settings({"PALIER_PUBLIC_URL": url}).public_url == url.rstrip("/")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("PALIER_PORT", ["", "0", "65536", "-1", "8000.0", "http", "8 000", "٣", "9" * 6000]),
        ("PALIER_HOST", ["", " ", "http://localhost", "a b", "localhost/"]),
        ("PALIER_DATA_DIR", ["", "  ", "a\0b"]),
        ("PALIER_METHODOLOGIES", ["", "  ", "a\0b"]),
        ("PALIER_TRUSTED_PROXIES", ["proxy", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.1;10.0.0.2",
                                    ",", "::/129"]),
        ("PALIER_REPLICAS", ["", "0", "1001", "-1", "1.5", "two"]),
        ("PALIER_NORM_DAYS", ["", "-1", "366", "0.5", "weekly"]),
        ("PALIER_DRAIN_SECONDS", ["", "-1", "601", "0.5", "5s"]),
        ("PALIER_RATE", ["", "0", "10000001", "-1", "1e3", "60 000"]),
        (
            "PALIER_PUBLIC_URL",
            ["", "palier.example.org", "//palier.example.org", "ftp://a", "https://", "https://a?b=c",
             "https://a#b", "https://a?", "https://u:p@a", "https://a:99999", "https://a:0", "https://a b",
             "https://a\r\nX: y", "javascript:alert(1)", "https://[::1", "https://a//b"],
        ),
        ("PALIER_SECRET", ["", "short", " " * 40, "x" * 31, "x" * 40 + "\n", "\udcff" * 40]),
        ("PALIER_DATABASE_URL", ["", "palier.db", "://x", "sqlite:///a\nb", "1://x"]),
    ],
)  # fmt: skip
def test_a_bad_value_is_refused_by_name(name: str, values: list[str]) -> None:
    for value in values:
        with pytest.raises(InvalidSetting, match=name) as caught:
            read_settings({name: value})
        for language in LANGUAGES:
            assert texts_of(language).settings[name].hint in caught.value.describe(language)


def test_a_secret_is_never_repeated_in_a_message() -> None:
    for name, value in [("PALIER_SECRET", "hunter2"), ("PALIER_DATABASE_URL", "palier:hunter2@db")]:
        with pytest.raises(InvalidSetting) as caught:
            read_settings({name: value})
        assert "hunter2" not in str(caught.value)


def test_the_list_of_settings_is_that_of_the_fields_and_of_the_texts() -> None:
    assert {setting.field for setting in SETTINGS} == set(Settings.__struct_fields__)
    for language in LANGUAGES:
        assert texts_of(language).settings.keys() == {setting.name for setting in SETTINGS}


def test_a_variable_that_only_looks_like_a_setting_is_named() -> None:
    environ = {"PALIER_PROT": "80", "PALIER_PORT": "80", "PALIER_TEST_DEPTH": "1", "PATH": "/bin"}
    assert unknown_settings(environ) == UnknownSettings([], ["PALIER_PROT"])


def test_a_value_is_shown_without_what_would_move_a_terminal() -> None:
    with pytest.raises(InvalidSetting) as caught:
        read_settings({"PALIER_PORT": "\x1b[2J" + "9" * 6000})
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 500
