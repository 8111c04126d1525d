"""Settings come from the environment that is given, and a bad one is told with what to do."""

from pathlib import Path

import pytest

from service.errors import InvalidSetting
from service.settings import Settings, read_settings


def test_an_empty_environment_is_a_laptop() -> None:
    assert read_settings({}) == Settings(host="127.0.0.1", port=8000, data_dir=Path("var"))


def test_each_setting_is_read() -> None:
    environ = {"PALIER_HOST": "::1", "PALIER_PORT": "80", "PALIER_DATA_DIR": "/data", "PALIER_UNKNOWN": "x"}
    assert read_settings(environ) == Settings(host="::1", port=80, data_dir=Path("/data"))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("PALIER_PORT", ["", "0", "65536", "-1", "8000.0", "http", "8 000", "٣", "9" * 6000]),
        ("PALIER_HOST", ["", " ", "http://localhost", "a b", "localhost/"]),
        ("PALIER_DATA_DIR", ["", "  ", "a\0b"]),
    ],
)
def test_a_bad_value_is_refused_by_name(name: str, values: list[str]) -> None:
    for value in values:
        with pytest.raises(InvalidSetting, match=name) as caught:
            read_settings({name: value})
        assert caught.value.hint
