"""What a build makes of a folder, and what it makes anew."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import numpy as np
import pytest

from build.conftest import Build
from pincite.build.pipeline import build
from pincite.encode.model import DEFAULT_MODEL
from pincite.errors import CorpusError, LockedError, ModelError, StoreError
from pincite.search.weights import SHIPPED
from pincite.store import folder as folders
from pincite.store import manifest as manifests
from pincite.store.generation import Generation, open_generation


def opened(index: Path) -> Generation:
    return open_generation(folders.current(index))


def contents(generation: Path) -> dict[str, bytes]:
    """Every file but the manifest, which says when it was built."""
    return {
        path.relative_to(generation).as_posix(): path.read_bytes()
        for path in generation.rglob("*")
        if path.is_file() and path.name != manifests.FILE
    }


def test_generation_holds_every_document_with_its_vectors_and_terms(
    build_index: Build, index: Path
) -> None:
    report = build_index()
    generation = opened(index)
    assert report.changed
    assert report.generation == generation.name
    assert [record.key for record in generation.catalogue.records()] == ["letter", "note", "treaty"]
    assert generation.catalogue.record("treaty").title == "The Treaty"
    assert generation.catalogue.record("note").title == "A note"  # its first heading
    assert generation.catalogue.record("letter").title == "letter"  # its name
    rows = generation.catalogue.passage_count()
    assert rows == len(generation.passages) == len(generation.lexical) == report.manifest.passages
    assert len(generation.sentences) == generation.catalogue.sentence_count()
    norms = np.linalg.norm(generation.passages.take(np.arange(rows)), axis=1)
    np.testing.assert_allclose(norms, 1, atol=2e-3)
    assert ("FTA", "Free Trade Agreement") in generation.glossary


def test_unchanged_corpus_is_not_built_again(
    build_index: Build, index: Path, encoded: list[str]
) -> None:
    first = build_index()
    encoded.clear()
    before = folders.current(index).stat().st_mtime_ns
    started = time.monotonic()
    second = build_index()
    assert time.monotonic() - started < 1
    assert (second.changed, second.generation) == (False, first.generation)
    assert second.manifest == first.manifest
    assert folders.current(index).stat().st_mtime_ns == before
    assert encoded == []


def test_file_times_and_the_folders_place_decide_nothing(
    build_index: Build, corpus: Path, tmp_path: Path
) -> None:
    first = build_index()
    moved = tmp_path / "elsewhere"
    shutil.copytree(corpus, moved)
    for path in moved.iterdir():
        os.utime(path, (1, 1))
    assert not build_index(corpus=moved).changed
    assert build_index(corpus=moved, index=tmp_path / "other").generation == first.generation


def test_fresh_build_is_the_same_byte_for_byte(
    build_index: Build, index: Path, tmp_path: Path
) -> None:
    first = build_index()
    second = build_index(index=tmp_path / "other", threads=2)
    assert first.generation == second.generation
    assert contents(folders.current(index)) == contents(folders.current(tmp_path / "other"))


def test_incremental_build_is_what_a_full_one_is_byte_for_byte(
    build_index: Build, corpus: Path, index: Path, tmp_path: Path
) -> None:
    build_index()
    (corpus / "letter.txt").write_text("Dear Madam,\n\nWe thank you for the visit to Jeju.\n")
    (corpus / "another.txt").write_text(
        "A document about border trade that is new in the folder.\n"
    )
    (corpus / "note.md").unlink()
    incremental = build_index()
    full = build_index(index=tmp_path / "other")
    assert incremental.generation == full.generation
    assert contents(folders.current(index)) == contents(folders.current(tmp_path / "other"))


def test_only_what_changed_is_encoded_again(
    build_index: Build, corpus: Path, encoded: list[str]
) -> None:
    build_index()
    assert encoded
    encoded.clear()
    text = (corpus / "treaty.txt").read_text()
    (corpus / "treaty.txt").write_text(text + "\n3. The Parties go home.\n")
    build_index()
    assert encoded == ["The Parties go home."] * 2  # as a passage and as a sentence


def test_other_sentences_of_the_same_words_are_encoded_again(
    build_index: Build, corpus: Path, index: Path, tmp_path: Path
) -> None:
    """The language of a record decides where sentences end, and tokens know their sentence."""
    (corpus / "treaty.txt").write_text("1. Es war am 3. Mai. Am 4. Juni auch.\n\n2. They trade.\n")
    build_index()
    with (corpus / "corpus.toml").open("a") as file:
        file.write('language = "de"\n')
    build_index()
    build_index(index=tmp_path / "other")
    assert contents(folders.current(index)) == contents(folders.current(tmp_path / "other"))


def test_new_record_changes_the_generation_and_not_the_texts(
    build_index: Build, corpus: Path, encoded: list[str]
) -> None:
    first = build_index()
    records = corpus / "corpus.toml"
    records.write_text(records.read_text().replace("1990", "1991"))
    encoded.clear()
    assert build_index().generation != first.generation
    assert encoded == []


def test_glossary_and_weights_are_inputs(build_index: Build, corpus: Path, index: Path) -> None:
    names = [build_index().generation]
    (corpus / "glossary.toml").write_text('[acronyms]\nROK = ["Republic of Korea"]\n')
    names.append(build_index().generation)
    shutil.copyfile(SHIPPED, corpus / "weights.json")
    names.append(build_index().generation)
    assert len(set(names)) == 3
    generation = opened(index)
    assert ("ROK", "Republic of Korea") in generation.glossary
    assert generation.weights is not None
    assert not build_index().changed


@pytest.mark.parametrize("broken", ["{bad", "{}"])
def test_weights_that_cannot_be_used_are_refused_before_the_work(
    build_index: Build, corpus: Path, index: Path, encoded: list[str], broken: str
) -> None:
    first = build_index()
    encoded.clear()
    (corpus / "new.txt").write_text("Something else.")
    (corpus / "weights.json").write_text(broken)
    for _ in range(2):
        with pytest.raises(StoreError, match=r"corpus.weights\.json: not usable"):
            build_index()
    assert encoded == []
    assert opened(index).name == first.generation


def test_force_builds_all_of_it_again_to_the_same_content(
    build_index: Build, encoded: list[str]
) -> None:
    first = build_index()
    number = len(encoded)
    again = build_index(force=True)
    assert (again.changed, again.generation) == (True, first.generation)
    assert len(encoded) == 2 * number


def test_unreadable_files_are_named_and_the_rest_is_built(
    build_index: Build, corpus: Path, tmp_path: Path
) -> None:
    (corpus / "empty.txt").write_text("")
    (corpus / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    (corpus / "what.xyz").write_text("no reader for it")
    (corpus / "folder.pdf").mkdir()
    (corpus / ".hidden.txt").write_text("passed over")
    (tmp_path / "outside.txt").write_text("not of the corpus")
    (corpus / "link.txt").symlink_to(tmp_path / "outside.txt")
    os.mkfifo(corpus / "pipe.txt")
    report = build_index()
    assert report.manifest.documents == 3
    assert {entry.file: entry.reason for entry in report.manifest.left_out} == {
        "empty.txt": "empty",
        "broken.pdf": "corrupt",
        "what.xyz": "unknown",
        "link.txt": "denied",
        "pipe.txt": "unknown",
    }
    assert all(
        entry.detail and str(tmp_path) not in entry.detail for entry in report.manifest.left_out
    )
    assert not build_index().changed


def test_record_without_its_file_is_named(build_index: Build, corpus: Path) -> None:
    (corpus / "treaty.txt").unlink()
    (entry,) = build_index().manifest.left_out
    assert (entry.file, entry.reason) == ("treaty.txt", "missing")


def test_nothing_readable_is_an_error_and_the_live_generation_stays(
    build_index: Build, corpus: Path, index: Path
) -> None:
    live = build_index().generation
    for path in list(corpus.iterdir()):
        path.unlink()
    with pytest.raises(CorpusError, match="no documents; put PDF"):
        build_index()
    (corpus / "empty.txt").write_text(" ")
    with pytest.raises(CorpusError, match=r"no document could be read:\s+empty\.txt"):
        build_index()
    assert opened(index).name == live


def test_no_such_corpus(build_index: Build, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no such folder"):
        build_index(corpus=tmp_path / "nowhere")


def test_file_that_changes_during_the_build_fails_it(
    build_index: Build, corpus: Path, index: Path
) -> None:
    """Left out, it would stay out: its edition stands among the inputs already."""

    def meddle(stage: str, done: int, total: int) -> None:
        if stage == "model":
            (corpus / "note.md").write_text("# Another\n\nOther words.\n")

    def remove(stage: str, done: int, total: int) -> None:
        (corpus / "note.md").unlink(missing_ok=True)

    for progress, message in ((meddle, "changed while it was being read"), (remove, "now cannot")):
        with pytest.raises(CorpusError, match=message):
            build_index(progress=progress)
    assert build_index().manifest.documents == 2


def test_progress_counts_each_stage_up_to_its_total(build_index: Build) -> None:
    told: list[tuple[str, int, int]] = []
    build_index(progress=lambda *step: told.append(step))
    stages = list(dict.fromkeys(stage for stage, _, _ in told))
    assert stages == ["model", "documents", "passages", "sentences", "terms"]
    for stage in stages:
        steps = [(done, total) for name, done, total in told if name == stage]
        assert steps == sorted(steps)
        assert steps[-1][0] == steps[-1][1] > 0


def test_damaged_live_generation_is_mended_with_what_the_one_before_holds(
    build_index: Build, corpus: Path, index: Path, encoded: list[str]
) -> None:
    build_index()
    (corpus / "letter.txt").write_text("Dear Madam,\n\nWe thank you for the visit to Jeju.\n")
    second = build_index()
    (folders.current(index) / "texts.utf8").write_bytes(b"")
    encoded.clear()
    mended = build_index(encoder_folder=None)  # the model is at hand, its export is not made again
    assert (mended.changed, mended.generation) == (True, second.generation)
    assert all("Jeju" in text or "Madam" in text for text in encoded)
    assert opened(index).name == second.generation


def test_without_the_model_the_live_generations_encoder_serves(
    build_index: Build, corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that an index was copied to, without torch and without the model's package."""

    def missing(model: str) -> None:
        raise ModelError(f"{model}: not installed")

    first = build_index()
    monkeypatch.setattr("pincite.build.encoders.locate", missing)
    assert not build_index(encoder_folder=None).changed
    (corpus / "letter.txt").write_text("Dear Madam,\n\nWe thank you for the visit to Jeju.\n")
    assert build_index(encoder_folder=None).generation != first.generation
    with pytest.raises(ModelError, match="not installed"):
        build(corpus, index.with_name("new"), DEFAULT_MODEL)


def test_one_writer_at_a_time(build_index: Build, index: Path) -> None:
    with folders.writing(index), pytest.raises(LockedError, match=str(os.getpid())):
        build_index()


def test_a_document_longer_than_the_window_is_cut_by_the_encoders_own_count(
    build_index: Build, corpus: Path, index: Path
) -> None:
    (corpus / "long.txt").write_text(" ".join(f"Sentence {n} is said." for n in range(200)) + "\n")
    build_index()
    catalogue = opened(index).catalogue
    quotes = catalogue.quotes(catalogue.rows_of("long"))
    locators = [passage.locator for passage in catalogue.passages(catalogue.rows_of("long"))]
    assert len(quotes) > 3
    assert " ".join(quotes) == " ".join(f"Sentence {n} is said." for n in range(200))
    assert locators[0] is not None
    assert locators[0].display == f"para. 1 (part 1 of {len(quotes)})"


def test_interrupted_build_leaves_its_sentences_to_the_next_one(
    build_index: Build, corpus: Path, index: Path, encoded: list[str], tmp_path: Path
) -> None:
    said = [f"Sentence {n} of a longer text is said here." for n in range(30)]
    (corpus / "long.txt").write_text(" ".join(said) + "\n")

    def interrupt(stage: str, done: int, total: int) -> None:
        if stage == "terms":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index(progress=interrupt)
    assert set(said) <= set(encoded)
    encoded.clear()
    report = build_index()
    assert not set(said) & set(encoded)
    assert build_index(index=tmp_path / "other").generation == report.generation
