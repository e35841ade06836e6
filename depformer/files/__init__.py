"""Files: read and written so that nothing is half written and nothing is ever unpickled."""

from depformer.files.checkpoints import (
    BASELINES,
    CONFIG,
    FOLDS,
    WEIGHTS,
    checkpoint_digest,
    checkpoint_folders,
    model_digest,
)
from depformer.files.digests import digest, digest_file, digest_folder
from depformer.files.places import cache_folder, locked, settings_folder, user_path
from depformer.files.reading import read_array, read_json, read_table
from depformer.files.writing import (
    MISSING,
    new_folder,
    refuse_existing,
    remove_left,
    write_array,
    write_bytes,
    write_json,
    write_table,
    write_text,
)

__all__ = [
    "BASELINES",
    "CONFIG",
    "FOLDS",
    "MISSING",
    "WEIGHTS",
    "cache_folder",
    "checkpoint_digest",
    "checkpoint_folders",
    "digest",
    "digest_file",
    "digest_folder",
    "locked",
    "model_digest",
    "new_folder",
    "read_array",
    "read_json",
    "read_table",
    "refuse_existing",
    "remove_left",
    "settings_folder",
    "user_path",
    "write_array",
    "write_bytes",
    "write_json",
    "write_table",
    "write_text",
]
