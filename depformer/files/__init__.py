"""Files: read and written so that nothing is half written and nothing is ever unpickled."""

from depformer.files.arrays import MOST_ARRAY, read_array
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
from depformer.files.looking import Look, look_at, recognised
from depformer.files.objects import read_json
from depformer.files.places import cache_folder, locked, settings_folder
from depformer.files.tables import read_table, shortened
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
    "MOST_ARRAY",
    "WEIGHTS",
    "Look",
    "cache_folder",
    "checkpoint_digest",
    "checkpoint_folders",
    "digest",
    "digest_file",
    "digest_folder",
    "locked",
    "look_at",
    "model_digest",
    "new_folder",
    "read_array",
    "read_json",
    "read_table",
    "recognised",
    "refuse_existing",
    "remove_left",
    "settings_folder",
    "shortened",
    "write_array",
    "write_bytes",
    "write_json",
    "write_table",
    "write_text",
]
