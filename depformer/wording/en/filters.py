"""Groups by a filter: what is wrong with one."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "neither": "not known",
    "unreadable": (
        "Invalid groups: got '{got}', expected are a column, a sign and a value, for example "
        "'severity >= 14'; columns of this run are {columns}."
    ),
    "text_is_equal": (
        "Invalid groups: {column} is a text, which is equal (=) or not (!=), got '{got}'."
    ),
    "combined": (
        "Invalid groups: got '{got}', but filters cannot be combined: give one column, one sign "
        "and one value."
    ),
    "no_number": "Invalid groups: {column} is a number, got '{got}'.",
    "nobody": (
        "Invalid groups: '{text}' leaves nobody on the side '{side}'; choose another value, so "
        "that there are two groups."
    ),
    "picker": "Groups compared",
    "of_study": "those of the study; or a filter: severity >= 14",
    "help": (
        "A column of the participants (such as severity, age, sex or site), a sign and a value, "
        "for example severity >= 14. Everybody else is the second group."
    ),
}
