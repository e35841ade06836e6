"""The run that a verb shows: the kept one of a question, or one that is named; with its groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from depformer.cli.report import progress_bar
from depformer.errors import DepformerError
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

    from depformer.config import Question
    from depformer.study import Study


def shown_run(
    study: Study,
    checkpoint: str,
    question: Question,
    *,
    run: str | None = None,
    groups_by: str | None = None,
) -> xr.Dataset:
    """Return a run with its checks where there are any, and the columns of its participants.

    Parameters
    ----------
    study : Study
        Checked.
    checkpoint : str
        Folder of the model.
    question : Question
        What is asked, computed unless it is kept; of a run that is named, only where its baseline
        comes from.
    run : str or None
        Folder or name of a run that is there already.
    groups_by : str or None
        A filter that makes two groups, see `depformer.stats.filtered.split_by`.
    """
    from depformer.stats.described import described
    from depformer.stats.filtered import split_by

    if run is None:
        found = _kept(study, checkpoint, question)
    else:
        found = named_run(run, study, checkpoint, question.baseline_from or None)
    found = described(found, study.participants)
    return found if groups_by is None else split_by(found, groups_by)


def _kept(study: Study, checkpoint: str, question: Question) -> xr.Dataset:
    from depformer.explain import kept_run
    from depformer.runs import checked_runs, homes, with_checks

    with progress_bar(say("verbs.explaining")) as progress:
        plain, folder = kept_run(study, checkpoint, question, progress=progress)
    places = [each for home in homes(study.root) for each in checked_runs(home / folder.name)]
    return (with_checks(plain, places) or (plain, folder))[0]


def named_run(
    run: str, study: Study, checkpoint: str, baseline_from: str | None = None
) -> xr.Dataset:
    """Return a run that is named, if it is of this study and this checkpoint."""
    from depformer.files import checkpoint_digest, user_path
    from depformer.runs import folder_of, load_run, refuse_other
    from depformer.study import load_study

    folder = folder_of(run, study.root)
    found = load_run(folder)
    if baseline_from is not None and found.attrs["baseline"] != "study_mean":
        raise DepformerError(say("verbs.run_and_question", options="--baseline-from"))
    source = None if baseline_from is None else load_study(baseline_from).digest
    model = checkpoint_digest(user_path(checkpoint))
    refuse_other(found, folder, study.digest, model, source)
    return found
