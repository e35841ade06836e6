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
    "inside_source": (
        "{path} lies inside {source}, which is only read and has to stay as it is; nothing was "
        "written. Choose a place outside it."
    ),
    "not_allowed": "this user may not write there",
    "read_only": "it lies on a disk that can only be read",
    "disk_full": "the disk is full",
    "no_inodes": "the disk has no room for another file (no inodes are left)",
    "quota": "this user's share of the disk is used up",
    "below_a_file": "what stands above it is a file and no folder",
    "name_too_long": "the name is too long",
    "not_written": "Cannot write to {path}: {why}.",
    "being_changed": (
        "{path} is amid a change that a process has begun and not finished, and it cannot be "
        "finished from here; open it once where it can be written. {why}"
    ),
    "no_change": (
        "{path} does not say what was being changed in this folder; take the folder that it lies "
        "in away if it is not yours."
    ),
    "missing": "{path} is missing.",
    "annexed": (
        "{path} is a link to content that is not here (git-annex); fetch it with: datalad get, or "
        "git annex get."
    ),
    "not_read": "{path} cannot be read: {why}.",
    "no_file": "{path} is {got}, expected is {what}.",
    "kind_folder": "a folder",
    "is_else": "{path} is {got}, expected is {what}.",
    "is_lfs": "a pointer of Git LFS and not the file itself (fetch it with: git lfs pull)",
    "is_annex": "a pointer of git-annex and not the file itself (fetch it with: datalad get)",
    "is_html": "a page of HTML, perhaps of a download that asked to log in (download it again)",
    "is_zip": "a zip archive, perhaps an .npz or .xlsx under another name (unpack or export it)",
    "is_gzip": "a gzip archive (unpack it)",
    "is_compressed": "a compressed archive (unpack it)",
    "is_tar": "a tar archive (unpack it)",
    "is_array": "a NumPy array (.npy)",
    "is_pickle": "a file of pickled Python objects, which are never unpickled",
    "is_hdf5": "an HDF5 file (a new MATLAB file is one, too; export it)",
    "is_matlab": "a MATLAB file (export it)",
    "is_pdf": "a PDF",
    "is_picture": "a picture",
    "is_utf_16": "text in UTF-16 (save it as UTF-8)",
    "no_object": "{path} holds no JSON object.",
    "too_large": "{path} has {size:.0f} MB, at most {most} are read.",
    "hollow": (
        "{path} has {size:.0f} MB, of which hardly any were ever written, as after a download that "
        "was cut off; copy it again."
    ),
    "not_utf8": (
        "{path} line {line} is no UTF-8 text (perhaps GB18030 or Latin-1); save it as UTF-8."
    ),
    "not_decoded": "{path} line {line} is no text of {tried}; save it as UTF-8.",
    "nul": (
        "{path} holds NUL characters, which no text has (perhaps it is UTF-16 without the mark at "
        "its beginning); save it as UTF-8."
    ),
    "empty": "{path} is empty, expected is {what}.",
    "unreadable_line": "{path} cannot be read as {what} (line {line}).",
    "json_why": "{path} cannot be read as JSON: {why}.",
    "json_twice": "the name {name!r} stands twice in one object, take one of them out",
    "no_json_number": "{got} is no number of JSON, write null for what is missing",
    "json_huge": "the number {got} is too large to be read",
    "json_half": "{got} is half of a character, write the whole one",
    "nested": "{path} cannot be read as JSON: it is nested too deeply.",
    "json": "JSON",
    "table": "a table with tabs between its columns",
    "no_table": "{path} is not as a table has to be:",
    "other_delimiter": (
        "{path} has {got} between its columns, expected are tabs; save it as tab-separated text."
    ),
    "many_cells": (
        "{path} has {columns} columns and {cells} cells; at most {most_columns} columns and "
        "{most_cells} cells are read."
    ),
    "commas": "commas",
    "semicolons": "semicolons",
    "bars": "bars",
    "no_cell": (
        "{path} cannot be written: a text holds a tab or a line end, which no cell of a table can."
    ),
    "empty_row": "line {line} is empty, take it out",
    "cells_more": "line {line} has {got} cells, the header {want}: {mark} is too many",
    "cells_fewer": (
        "line {line} has {got} cells, the header {want}: {mark} is missing (what is missing is n/a)"
    ),
    "mark_tab": "a tab",
    "mark_comma": "a comma",
    "mark_semicolon": "a semicolon",
    "quotation": "line {line} has a quotation mark that is not closed, or not where a cell begins",
    "more_faults": "and {n} more",
    "no_name": "column {number} has no name",
    "repeated_column": "the column {name} is there more than once ({got}), keep one of them",
    "no_array": "{path} cannot be read as an array: {why}.",
    "npy": "a NumPy array (.npy)",
    "pickled": "it holds Python objects, which are never unpickled",
    "no_header": "its header is damaged",
    "negative": "its header promises a negative number of values",
    "no_magic": "it does not begin as a .npy does (a text under another name?)",
    "npy_version": "it is of the .npy format {got}, read are 1.0 and 2.0",
    "promises": "its header promises {promised} bytes, the file holds {holds}",
    "checkpoint_is_file": (
        "{path} is a file, expected is a checkpoint folder. Weights of the published code (.pth) "
        "are turned into one by: depformer convert {name} CHECKPOINT"
    ),
    "no_folds": "{path} names no folds: got {got}, a list is expected.",
    "many_folds": "{path} names {got} folds, at most {most} are read.",
    "fold_outside": (
        "{path} names the fold '{got}', expected are different folders that lie beside it."
    ),
    "no_checkpoint": "{path} is no checkpoint folder: it has neither {config} nor {folds}.",
    "no_checkpoint_there": "{path} is no checkpoint folder: it does not exist.",
}
