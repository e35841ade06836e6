"""The folds of a training as pieces of work: each is fitted apart, here or elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from depformer.config import DEVICES
from depformer.errors import DepformerError
from depformer.files import new_folder, write_bytes
from depformer.model.one_thread import one_thread
from depformer.model.processor import within_memory
from depformer.study.elsewhere import StudyFeatures
from depformer.train.data import Tensors, load_tensors
from depformer.train.folds import Split
from depformer.train.one_fold import Report, fit_fold
from depformer.train.plan import Plan
from depformer.wording import say
from depformer.work import Progress

Files = Mapping[str, bytes]  # of the folder of a fold, by name


@dataclass(frozen=True)
class Fold:
    """A fold that is asked for.

    Parameters
    ----------
    plan : Plan
        The training that it is one of.
    split : Split
        Who is trained on, watched and held out.
    number : int
        Which it is.
    curves : Path, optional
        Folder for its curves as TensorBoard reads them.
    device : str
        Where it is fitted, one of `depformer.config.DEVICES`.
    """

    plan: Plan
    split: Split
    number: int
    curves: Path | None = None
    device: str = DEVICES[0]


class FitFold:
    """Fit a fold; called with a `Fold`, here or in another process, it returns the `Files`.

    Parameters
    ----------
    plan : Plan
        Any of the trainings: all are of one study.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._read: tuple[Plan, Tensors] | None = None  # of the last fold

    def __reduce__(self) -> tuple[type[FitFold], tuple[Plan]]:
        """Go to another process without the recordings."""
        return FitFold, (self._plan,)

    def __call__(self, fold: Fold, report: Progress) -> Files:
        """Return the files of a fold."""
        plan = fold.plan
        if self._read is None or self._read[0] is not plan:
            self._read = plan, load_tensors(plan.study, plan.label)
        told = Report(report, plan.options.epochs, plan.nested)
        with (
            TemporaryDirectory(prefix="depformer-") as made,
            one_thread,
            within_memory(fold.device),
        ):
            folder = Path(made)
            data = self._read[1]
            fit_fold(plan, data, fold.split, fold.number, folder, fold.curves, told, fold.device)
            return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}

    def parcels(self) -> Mapping[str, StudyFeatures]:
        """Return the features of everybody: each fold is made from all of them."""
        study = self._plan.study
        return {study.digest: StudyFeatures.of(study, map(str, self._plan.group.index))}

    def packed(self, fold: Fold) -> tuple[FitFold, Fold]:
        """Return the fold with the rows that it is made from; what is learnt stands in the plan."""
        if fold.curves is not None:
            raise DepformerError(say("train.curves_elsewhere"), kind="environment")
        plan, study = fold.plan, fold.plan.study
        if plan.split is None:
            study = study.carrying(map(str, plan.group.index), columns=())
        else:  # who has a part is not trained on only, but named
            study = study.carrying(study.ids, columns=(plan.split.column,))
        plan = replace(plan, study=study)
        return FitFold(plan), replace(fold, plan=plan)


@dataclass(frozen=True)
class FoldFolders:
    """Where finished folds lie; see `depformer.work.Keep`.

    Parameters
    ----------
    places : mapping of Path
        The folder of each, by the name of its piece.
    """

    places: Mapping[str, Path]

    def get(self, name: str) -> Path | None:
        """Return the folder of a fold, None if it is not there."""
        return self.places[name] if self.places[name].is_dir() else None

    def put(self, name: str, files: Files) -> None:
        """Write the folder of a fold."""
        with new_folder(self.places[name]) as folder:
            for each, content in files.items():
                write_bytes(folder / each, content)
