"""What is wrong with a file or a folder."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "there_already": (
        "{path} is there already and not empty; nothing was written. "
        "Choose another name, or remove it first."
    ),
    "not_written": "Cannot write to {path}: {why}.",
    "missing": "{path} is missing.",
    "broken_link": "{path} is a link to {target}, which is not there.",
    "not_opened": "{path} cannot be opened: {why}.",
    # What stands in the place of a file, and what a file is by its first bytes.
    "place_folder": "{path} is a folder, expected is {what}.",
    "place_pipe": "{path} is a pipe or a socket, expected is a file with {what}.",
    "place_device": "{path} is a device, expected is a file with {what}.",
    "pointer_lfs": (
        "{path} is only a pointer of Git LFS, the file itself was not fetched; fetch it with: git "
        "lfs pull"
    ),
    "pointer_annex": (
        "{path} is only a pointer of git-annex or DataLad, the file itself was not fetched; fetch "
        "it with: datalad get (or git annex get) and the path"
    ),
    "is_page": (
        "{path} holds a page of the web (HTML or XML), expected is {what}; a download has probably "
        "failed, download the file again."
    ),
    "is_zip": (
        "{path} is a zip archive (an .npz, an Excel file or weights of PyTorch are such), expected "
        "is {what}; unpack it, or save it in that format."
    ),
    "is_packed": "{path} is a compressed archive, expected is {what}; unpack it first.",
    "is_tar": "{path} is a tar archive, expected is {what}; unpack it first.",
    "is_pickle": (
        "{path} is a pickle of Python objects, which is never read, since reading it can run code; "
        "expected is {what}."
    ),
    "is_spreadsheet": (
        "{path} is a file of Excel or Word, expected is {what}; save it as tab-separated text."
    ),
    "is_hdf5": "{path} is an HDF5 or MATLAB file, expected is {what}.",
    "is_matlab": "{path} is a MATLAB file, expected is {what}.",
    "is_npy": "{path} is an array of NumPy, expected is {what}.",
    "is_document": "{path} is a PDF, expected is {what}.",
    "is_picture": "{path} is a picture, expected is {what}.",
    "is_utf16": "{path} is UTF-16 text, expected is {what}; save it as UTF-8.",
    "too_large": "{path} has {size:.0f} MB, at most {most} are read.",
    "empty": "{path} is empty, expected is {what}.",
    # JSON.
    "json": "JSON",
    "no_object": "{path} holds no JSON object.",
    "not_utf8": "{path} is no UTF-8 text; save it as UTF-8.",
    "bad_json": "{path} cannot be read as JSON (line {line}, character {column}).",
    "not_json": "{path} cannot be read as JSON.",
    "key_twice": "{path} holds the key '{key}' twice in one object; remove one of the two.",
    "not_finite": (
        "{path} holds NaN or a number too large to be one; write null where there is no number."
    ),
    "half_character": "{path} holds half of a character (a surrogate); save it again as UTF-8.",
    "too_deep": "{path} holds objects or lists nested too deeply to be read.",
    # Tables.
    "table": "a table with tabs between its columns",
    "bad_table": "{path} cannot be read as a table:",
    "nul": "{path} line {line} holds a NUL character; save it as plain UTF-8 text.",
    "not_utf8_line": "{path} line {line} is no UTF-8 text; save it as UTF-8.",
    "gb18030": (
        "{path} line {line} is no UTF-8 text; it is probably GB18030 or GBK (Chinese Windows). "
        "Save it as UTF-8."
    ),
    "delimiter_comma": (
        "{path} has commas between its columns; save it with tabs between them (TSV)."
    ),
    "delimiter_semicolon": (
        "{path} has semicolons between its columns; save it with tabs between them (TSV)."
    ),
    "delimiter_bar": (
        "{path} has bars (|) between its columns; save it with tabs between them (TSV)."
    ),
    "quoted": (
        "{path} has its cells in quotation marks; save it without them: they are taken as text."
    ),
    "no_name": "{path} line 1: column {column} has no name; name it, or delete the column.",
    "column_twice": (
        "{path} line 1: the column {name} is there more than once, as columns {columns}; keep one."
    ),
    "cells": (
        "{path} line {line} has {got} cells, the header has {header}; a tab is missing or one too "
        "many."
    ),
    "empty_row": "{path} line {line} is empty; delete the line.",
    "more_alike": ("{n} more like this", "{n} more like these"),
    # Arrays.
    "array": "an array of NumPy (.npy)",
    "no_npy": ("{path} is no .npy file: it does not begin as one. Save the array with numpy.save."),
    "pickled": (
        "{path} cannot be read as an array: it holds Python objects, which are never unpickled."
    ),
    "damaged_npy": (
        "{path} cannot be read as an array: its header is damaged. Save it again with numpy.save."
    ),
    "large_array": (
        "{path} claims to hold {promised} bytes (shape {shape}, {dtype}); at most {most} are read."
    ),
    "other_length": (
        "{path} cannot be read as an array: its header promises {promised} bytes (shape {shape}, "
        "{dtype}), but {follow} follow. It was cut off, or written to twice; copy it again."
    ),
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
