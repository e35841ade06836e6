"""What is wrong with a file or a folder."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "there_already": (
        "{path} is there already and not empty; nothing was written. "
        "Choose another name, or remove it first."
    ),
    "no_path": "{path!r} cannot be the name of a file or folder: {why}.",
    "no_such_user": "no user of that name has a home folder here",
    "nul_in_path": "it holds a character that no name can have",
    "no_folder_there": (
        "{path} is {what}; nothing was written. Choose another name for the folder to come."
    ),
    "kind_link": "a link",
    "kind_file": "a file",
    "kind_pipe": "a pipe",
    "kind_socket": "a socket",
    "kind_device": "a device",
    "inside_finished": (
        "{path} lies inside {folder}, a finished run or checkpoint, which has to stay as it is; "
        "nothing was written. Choose a place outside it."
    ),
    "not_allowed": "this user may not write there",
    "read_only": "it lies on a disk that can only be read",
    "disk_full": "the disk is full",
    "no_inodes": "the disk has no room for another file (no inodes are left)",
    "quota": "this user's share of the disk is used up",
    "below_a_file": "what stands above it is a file and no folder",
    "name_too_long": "the name is too long",
    "not_written": "Cannot write to {path}: {why}.",
    "missing": "{path} is missing.",
    "no_object": "{path} holds no JSON object.",
    "too_large": "{path} has {size:.0f} MB, at most {most} are read.",
    "not_utf8": "{path} is no UTF-8 text; save it as UTF-8.",
    "empty": "{path} is empty, expected is {what}.",
    "unreadable": "{path} cannot be read as {what}.",
    "unreadable_line": "{path} cannot be read as {what} (line {line}).",
    "json": "JSON",
    "table": "a table with tabs between its columns",
    "no_array": "{path} cannot be read as an array: {why}.",
    "pickled": "it holds Python objects, which are never unpickled",
    "damaged": "it is damaged ({why})",
    "checkpoint_is_file": (
        "{path} is a file, expected is a checkpoint folder. Weights of the published code (.pth) "
        "are turned into one by: depformer convert {name} CHECKPOINT"
    ),
    "no_folds": "{path} names no folds: got {got!r}, a list is expected.",
    "no_checkpoint": "{path} is no checkpoint folder: it has neither {config} nor {folds}.",
    "no_checkpoint_there": "{path} is no checkpoint folder: it does not exist.",
}
