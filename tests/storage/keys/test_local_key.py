"""The local key is made once, for its owner alone, and read ever after."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from service.application.access import key_format
from service.errors import InvalidSetting
from service.storage.keys.local_key import open_local_key
from service.storage.keys.secret_files import read_or_create_secret


def test_a_fresh_folder_gets_a_key_that_only_its_owner_can_read(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    store = open_local_key(folder)
    assert [file.name for file in folder.iterdir()] == ["local.key"]
    file = folder / "local.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    key = store.find(key_format.digest(file.read_text().strip()))
    assert key is not None
    assert (key.tenant, "assess" in key.scopes) == ("local", True)
    assert store.find(key_format.digest(key_format.make_key("sk_live"))) is None


def test_the_key_stays_the_same(tmp_path: Path) -> None:
    open_local_key(tmp_path)
    before = (tmp_path / "local.key").read_text()
    assert open_local_key(tmp_path).find(key_format.digest(before.strip()))
    assert (tmp_path / "local.key").read_text() == before


def test_processes_that_start_together_share_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        stores = list(pool.map(open_local_key, [tmp_path] * 64))
    digest = key_format.digest((tmp_path / "local.key").read_text().strip())
    assert all(store.find(digest) for store in stores)
    assert [file.name for file in tmp_path.iterdir()] == ["local.key"]


@pytest.mark.parametrize("content", [b"", b"sk_live_x", b"\xff\xfe"])
def test_a_file_that_holds_no_key_is_told_and_kept(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "local.key"
    file.write_bytes(content)
    with pytest.raises(InvalidSetting, match=r"local\.key.*[Rr]emove the file"):
        open_local_key(tmp_path)
    assert file.read_bytes() == content


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidSetting, match="PALIER_DATA_DIR"):
        open_local_key(tmp_path / "file")


def test_a_key_that_others_may_read_is_refused_until_somebody_looks(tmp_path: Path) -> None:
    open_local_key(tmp_path)
    (tmp_path / "local.key").chmod(0o644)
    with pytest.raises(InvalidSetting, match="chmod 600"):
        open_local_key(tmp_path)


def test_a_secret_too_short_to_be_one_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.touch(0o600)
    with pytest.raises(InvalidSetting, match="too short"):
        read_or_create_secret(file, lambda: "x" * 43)
    file.unlink()
    assert read_or_create_secret(file, lambda: "x" * 43) == "x" * 43
