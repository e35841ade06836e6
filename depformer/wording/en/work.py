"""What is wrong where work is carried out."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "died": (
        "The process that worked on {about} failed or ended twice before it was finished, most "
        "often for lack of memory. What was finished is kept: run the same command again with "
        "fewer --workers."
    ),
    "not_started": (
        "One of the processes that were to share the work ended twice while it was started, most "
        "often for lack of memory. Run the same command again with fewer --workers."
    ),
    "again": (
        "The process that worked on {about} failed or ended before it was finished: it is made "
        "again."
    ),
    "memory_unreadable": (
        "Invalid memory: got '{got}', allowed is a size in MB or GB, for example 2GB."
    ),
    "memory_too_small": (
        "Invalid memory: got {got:.0f} MB, but a process takes {before:.0f} MB before it begins. "
        "Name more, or leave --memory out."
    ),
    "memory_reached": (
        "The process that worked on {about} came to the {limit:.0f} MB of --memory, and was ended. "
        "What was finished is kept: run the same command again with more --memory."
    ),
    "other_build": (
        "The worker {worker} has other versions than this process: {other}. Install the same on "
        "both, since numbers depend on them."
    ),
    "no_scheduler": (
        "No scheduler answers at {scheduler}: {why}. Look whether it runs, whether this machine "
        "reaches it, and whether both use the same certificates."
    ),
    "scheduler_gone": (
        "The scheduler at {scheduler} has gone. What was finished is kept: start it again, and run "
        "the same command once more."
    ),
    "scheduler_twice": "Name the scheduler by --scheduler or by --scheduler-file, not by both.",
    "no_address": "{path} holds no address of a scheduler. It is written by dask scheduler.",
    "workers_of_scheduler": (
        "A scheduler has workers of its own: leave --workers out, or --scheduler."
    ),
    "no_worker_yet": (
        "The scheduler at {scheduler} has no worker yet. Waiting for one, {minutes} minutes at "
        "most; Ctrl-C ends it."
    ),
    "no_worker": (
        "The scheduler at {scheduler} had no worker for {minutes} minutes. What was finished is "
        "kept: start workers, and run the same command again."
    ),
    "cannot_answer": (
        "The workers of {scheduler} cannot do this work: {why}. The same version of depformer has "
        "to be installed on all of them."
    ),
    "needs_shared_disk": (
        "The workers of {scheduler} do not see {path}. This command needs a disk that they share "
        "with this machine."
    ),
    "brought": (
        "The workers of {scheduler} do not see {path}: features, group, sex, age and severity of "
        "participants go to them over the network, as far as a piece of the work needs them."
    ),
    "open_to_all": (
        "The connection to {scheduler} is not encrypted: whoever is in its network, or has an "
        "account on its machine, can read what is sent, and run programs on its workers and on "
        "this machine. See docs/cluster.md for certificates."
    ),
    "not_encrypted": (
        "The connection to {scheduler} is not encrypted, and would let others read what is sent, "
        "and run programs on its workers and on this machine. Use certificates and an address "
        "with tls:// (see docs/cluster.md), or add --unencrypted where nobody else is."
    ),
    "lost": (
        "What was made of {about} is gone from the disk. Run the same command again; what is there "
        "is kept."
    ),
    "other_features": (
        "The features of {who} in {path} are not those that this process has seen: they have "
        "changed while they were being worked on, or a worker sees another folder there. Run the "
        "command again."
    ),
    "other_checkpoint": (
        "{path} has changed while it was being worked on: its digest is {got}, it was {own}. "
        "Run the command again."
    ),
}
