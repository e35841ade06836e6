"""What is said of work that goes on in a process of its own."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "unreadable": "{path} does not say what a job says: its {name} is missing or of another kind.",
    "none": "{study} has no jobs.",
    "dead": (
        "The process that worked on this ended without a word, most often for lack of memory. "
        "What was finished is kept: ask again to go on. Its last lines are in {log}."
    ),
    "no_upload": (
        "{study} cannot take files that are handed over, since nothing can be written to it. Name "
        "them by their paths on this machine."
    ),
    "own_file": "{who}'s {kind} file",
    "nothing": "There are no jobs of {study}.",
    "cancelled": "The job {id} has ended ({state}). What was finished is kept.",
    "still_running": "The job {id} is told to end, and has not ended yet.",
    "said": "\nOf job {id}:",
    "changed": (
        "The study, the checkpoint or the run has changed since this was asked for. Ask again."
    ),
    "no_tables": "{path} does not hold the tables that a job writes.",
    "begun": (
        "The job {id} has begun, and goes on when this command has ended. 'depformer jobs {study}' "
        "says how far it is; with --cancel {id} it ends."
    ),
    "unforeseen": "An unforeseen fault ended the work ({kind}); what it printed is in {log}.",
}
