"""Files: read and written so that nothing is half written and nothing is ever unpickled."""

from depformer.files.beside import folder_above
from depformer.files.changing import being_changed, change, held_for_change, settle
from depformer.files.checkpoints import (
    BASELINES,
    CARD,
    CONFIG,
    FOLDS,
    WEIGHTS,
    checkpoint_digest,
    checkpoint_folders,
    model_digest,
)
from depformer.files.digests import digest, digest_file
from depformer.files.folders import (
    check_place,
    more_files,
    new_folder,
    refuse_existing,
    refuse_inside,
)
from depformer.files.hub import checkpoint_place, is_on_hub, source_of
from depformer.files.locks import locked
from depformer.files.looking import look_at
from depformer.files.places import cache_folder, settings_folder, user_path
from depformer.files.reading import array_shape, read_array, read_json, read_text
from depformer.files.system_faults import explained
from depformer.files.tables import parse_table, read_foreign_table, read_table
from depformer.files.training import TRAINING, read_fold_list, read_training
from depformer.files.writing import (
    MISSING,
    copy_file,
    write_array,
    write_bytes,
    write_json,
    write_table,
    write_text,
)

__all__ = [
    "BASELINES",
    "CARD",
    "CONFIG",
    "FOLDS",
    "MISSING",
    "TRAINING",
    "WEIGHTS",
    "array_shape",
    "being_changed",
    "cache_folder",
    "change",
    "check_place",
    "checkpoint_digest",
    "checkpoint_folders",
    "checkpoint_place",
    "copy_file",
    "digest",
    "digest_file",
    "explained",
    "folder_above",
    "held_for_change",
    "is_on_hub",
    "locked",
    "look_at",
    "model_digest",
    "more_files",
    "new_folder",
    "parse_table",
    "read_array",
    "read_fold_list",
    "read_foreign_table",
    "read_json",
    "read_table",
    "read_text",
    "read_training",
    "refuse_existing",
    "refuse_inside",
    "settings_folder",
    "settle",
    "source_of",
    "user_path",
    "write_array",
    "write_bytes",
    "write_json",
    "write_table",
    "write_text",
]
