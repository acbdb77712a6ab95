import contextlib
import io
import random
import stat
import struct
import zipfile
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_autograde.bundles import BundleLimits, BundleReader, check_path, identity_of, write_bundle
from jupyter_autograde.bundles.folder_names import folder_name
from jupyter_autograde.errors import AutogradeError, BundleTooLarge, InvalidBundle, UnsafePath

LIMITS = BundleLimits()


def bundle(files: dict[str, bytes]) -> io.BytesIO:
    target = io.BytesIO()
    write_bundle(target, sorted(files.items()))
    target.seek(0)
    return target


def raw_zip(*entries: tuple[zipfile.ZipInfo | str, bytes]) -> io.BytesIO:
    """A zip as an attacker writes it, without our checks."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    target.seek(0)
    return target


def test_files_come_back_and_equal_files_give_equal_bytes() -> None:
    files = {"hw1.ipynb": b"{}", "data/größe 1.csv": b"a,b\n" * 1000}
    assert dict(BundleReader(bundle(files), LIMITS).files()) == files
    assert bundle(files).getvalue() == bundle(dict(reversed(files.items()))).getvalue()


def compressed(files: dict[str, bytes]) -> set[str]:
    """Write a bundle that can be read again, and return what is compressed in it."""
    target = bundle(files)
    assert dict(BundleReader(target, LIMITS).files()) == files
    return {entry.filename for entry in zipfile.ZipFile(target).infolist() if entry.compress_type}


def test_only_what_gets_smaller_is_compressed() -> None:
    header = b"text " * 400
    files = {"picture": header + random.Random(1).randbytes(8192), "small": b"x" * 100, "text": b"text " * 4000}
    assert compressed({"a notebook": b"text " * 20_000, **files}) == {"a notebook", "text"}


def test_the_first_64_kib_are_sent_as_they_are() -> None:
    assert compressed({"hw1.ipynb": b"x" * 60_000, "more": b"x" * 5_000}) == set()
    assert compressed({"hw1.ipynb": b"x" * 60_000, "more": b"x" * 6_000, "still more": b"x" * 1_000}) == {
        "more",
        "still more",
    }


def test_identity_knows_paths_and_contents_only() -> None:
    assert identity_of({"a": b"1", "b": b"2"}) == identity_of({"b": b"2", "a": b"1"})
    assert identity_of({"a": b"1"}) != identity_of({"b": b"1"})
    assert identity_of({"a": b"1"}) != identity_of({"a": b"2"})


@pytest.mark.parametrize(
    "path",
    [
        "../x", "/etc/passwd", "a/../../x", "a//b", "./a", "a/.", "C:/x", "a\\b", "", "a\nb", "a\x00b", "\u202egpj.exe",
        "x" * 256, "a/" * 12 + "b", "a/" + "b" * 1100,
    ],
)  # fmt: skip
def test_a_hostile_name_is_refused(path: str) -> None:
    with pytest.raises(UnsafePath):
        check_path(path)


@pytest.mark.parametrize("path", ["../x.ipynb", "/abs.ipynb", "a\\..\\b", "ok/../../x"])
def test_a_hostile_name_in_an_archive_is_refused(path: str) -> None:
    with pytest.raises(UnsafePath):
        BundleReader(raw_zip((path, b"x")), LIMITS)


def test_links_and_special_files_are_refused() -> None:
    for kind in (stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO):
        entry = zipfile.ZipInfo("innocent.csv")
        entry.external_attr = (kind | 0o777) << 16
        with pytest.raises(UnsafePath):
            BundleReader(raw_zip((entry, b"/etc/passwd")), LIMITS)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["a.csv", "A.CSV", "a.csv/b"])
def test_names_that_a_disk_may_confuse_are_refused(second: str) -> None:
    with pytest.raises(UnsafePath):
        BundleReader(raw_zip(("a.csv", b"1"), (second, b"2")), LIMITS)


def test_sizes_and_counts_are_limited() -> None:
    small = BundleLimits(total=100, file=60, notebook=20, files=3)
    for files in (
        {"a": b"x" * 61},
        {"a.ipynb": b"x" * 21},
        {"a": b"x" * 60, "b": b"x" * 60},
        dict.fromkeys("abcd", b""),
    ):
        with pytest.raises(BundleTooLarge):
            BundleReader(bundle(files), small)


class Source(io.BytesIO):
    """A file that counts how much of it is read."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        content = super().read(size)
        self.taken += len(content)
        return content


def crowded(entries: int, *, said: int, zip64: bool = False, name: bytes = b"a", comment: bytes = b"") -> Source:
    """An archive of empty files: `said` is how many entries it says that it has."""
    one = struct.pack(
        "<4s4B4HL2L5H2L", b"PK\1\2", 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, 0
    ) + name  # fmt: skip
    directory = one * entries
    size = len(directory)
    end = b""
    if zip64:
        end += struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, said, said, size, 0)
        end += struct.pack("<4sLQL", b"PK\6\7", 0, size, 1)
        size = 0xFFFFFFFF
    end += struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, said, said, size, 0, len(comment)) + comment
    return Source(directory + end)


@pytest.mark.parametrize("zip64", [False, True])
@pytest.mark.parametrize("comment", [b"", b"PK\1\2" * 10], ids=["bare", "comment"])
def test_a_long_directory_is_refused_before_it_is_read(zip64: bool, comment: bytes) -> None:
    source = crowded(100_000, said=1, zip64=zip64, comment=comment)
    with pytest.raises(BundleTooLarge, match="500 files are allowed"):
        BundleReader(source, LIMITS)
    assert source.taken < 1 << 17


@pytest.mark.parametrize("zip64", [False, True])
def test_entries_are_counted_before_they_are_objects(monkeypatch: pytest.MonkeyPatch, zip64: bool) -> None:
    made = []
    monkeypatch.setattr(zipfile, "ZipInfo", lambda *args: made.append(args))
    with pytest.raises(BundleTooLarge, match="has 501 files; 500 are allowed"):
        BundleReader(crowded(501, said=1, zip64=zip64), LIMITS)
    assert not made


def test_an_archive_in_an_archive_counts_as_a_file() -> None:
    inner = bundle({f"{number}": b"" for number in range(600)}).getvalue()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("inner.zip", inner)
        archive.comment = b"with a comment"
    assert dict(BundleReader(target, LIMITS).files()) == {"inner.zip": inner}


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(InvalidBundle, match="suspiciously"):
        BundleReader(raw_zip(("zeros.bin", b"\0" * (11 << 20))), LIMITS)


def test_an_entry_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(raw_zip(("a.csv", b"x" * 1000)).getvalue())
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    reader = BundleReader(io.BytesIO(bytes(data)), LIMITS)
    with pytest.raises(InvalidBundle):
        reader.read("a.csv")


def test_a_damaged_file_is_named() -> None:
    data = bytearray(raw_zip(("a.csv", bytes(range(256)) * 20)).getvalue())
    data[60] ^= 0xFF
    with pytest.raises(InvalidBundle, match=r"a\.csv"):
        BundleReader(io.BytesIO(bytes(data)), LIMITS).read("a.csv")


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_and_nothing_else(noise: bytes) -> None:
    data = bytearray(bundle({"a.ipynb": b"{}" * 50}).getvalue())
    data[10 : 10 + len(noise)] = noise
    with contextlib.suppress(AutogradeError):
        dict(BundleReader(io.BytesIO(bytes(data)), LIMITS).files())


@given(st.text(max_size=40))
def test_a_path_that_passes_stays_in_its_folder(path: str) -> None:
    try:
        check_path(path)
    except UnsafePath:
        return
    assert ".." not in PurePosixPath(path).parts
    assert not PurePosixPath(path).is_absolute()


def test_a_folder_is_called_after_anybody_and_stays_one_folder() -> None:
    names = ["ines", "a@b.de", "../up", ".hidden", "a/b", "a\\b", "CON:", "ü" * 100, "ü" * 99 + "x"]
    folders = [folder_name(name) for name in names]
    assert folders[:2] == ["ines", "a@b.de"]
    assert len(set(folders)) == len(names)
    for folder in folders:
        assert check_path(folder) == folder
        assert "/" not in folder
        assert len(folder) <= 200
