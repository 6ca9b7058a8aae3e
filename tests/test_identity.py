from __future__ import annotations

import hashlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.identity import PASSAGE_ID, edition_of, passage_id, slug

ids = st.builds(passage_id, st.text(max_size=9), st.text(max_size=9), st.integers(0, 9))


@given(ids)
def test_passage_ids_are_safe_in_urls_and_file_names(name: str) -> None:
    assert PASSAGE_ID.match(name)
    assert set(name) <= set(string.ascii_lowercase + "234567_")
    assert len(name) == 15


def test_a_passage_id_never_changes() -> None:
    """Links that readers keep: these two must come out so for ever."""
    assert passage_id("asean-rok-overview", "The ROK supports ASEAN.", 0) == "p_z33onanibaikq"
    assert passage_id("k", "한국 𝔘", 1) == "p_zflzs2663axjm"


@given(
    st.tuples(st.text(max_size=5), st.text(max_size=5), st.integers(0, 3)),
    st.tuples(st.text(max_size=5), st.text(max_size=5), st.integers(0, 3)),
)
def test_other_key_quote_or_ordinal_gives_another_id(
    a: tuple[str, str, int], b: tuple[str, str, int]
) -> None:
    if "\x1f" not in a[0] + b[0]:  # keys are slugs
        assert (passage_id(*a) == passage_id(*b)) == (a == b)


@pytest.mark.parametrize(
    "text",
    ["", "p_", "p_ABCDEFGHIJKLM", "p_abcdefghijkl", "p_abcdefghijklmn", "p_abcdefghijkl1",
     "p_abcdefghijklm\n", "../p_abcdefghijklm"],
)  # fmt: skip
def test_what_is_no_passage_id(text: str) -> None:
    assert not PASSAGE_ID.match(text)


def test_edition_is_the_sha256_of_the_bytes() -> None:
    assert edition_of(b"abc") == hashlib.sha256(b"abc").hexdigest()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("ASEAN-ROK Overview", "asean-rok-overview"),
        ("Minutes (3rd) — final", "minutes-3rd-final"),
        ("a__b..c", "a-b-c"),
        ("Über 한국 2023", "ber-2023"),
        ("--x--", "x"),
    ],
)
def test_slugs(name: str, key: str) -> None:
    assert slug(name) == key


@given(st.text(max_size=30))
def test_a_slug_is_a_key_whatever_the_name(name: str) -> None:
    key = slug(name)
    assert key
    assert set(key) <= set(string.ascii_lowercase + string.digits + "-")
    assert not key.startswith("-")
    assert not key.endswith("-")


def test_names_of_other_scripts_do_not_meet_in_one_key() -> None:
    assert slug("한국") != slug("합작")
    assert slug("lone \udc80") == "lone"
