"""One training: what it is asked for, which folds it consists of, and how it is finished."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from depformer.config import DEVICES, ModelConfig, preset
from depformer.files import CARD, FOLDS, TRAINING, digest, read_json, write_text
from depformer.model import load_checkpoint, write_fold_list
from depformer.model.processor import PRESENT, device_named
from depformer.schema import Target
from depformer.study import Study
from depformer.train.card import set_card
from depformer.train.evaluation.calibrating import store_maps
from depformer.train.fold_pieces import FitFold, Fold, FoldFolders
from depformer.train.folds import Partition, Split
from depformer.train.one_fold import Progress, metrics_of, predictions_of
from depformer.train.options import TrainOptions
from depformer.train.plan import Plan, labels_of, refuse_constant
from depformer.train.tasks import task_of
from depformer.train.unfinished import continued
from depformer.validate import one_of
from depformer.work import Piece, Place, carry_out_each


@dataclass(frozen=True)
class Training:
    """A training of one seed.

    Parameters
    ----------
    plan : Plan
        What is asked for.
    out : Path
        The folder to come.
    curves : Path or None
        Folder for the curves, one subfolder a fold.
    device : str
        Where the folds are fitted; no part of what is asked for.
    """

    plan: Plan
    out: Path
    curves: Path | None
    device: str = DEVICES[0]

    @cached_property
    def splits(self) -> list[Split]:
        """Who is trained on, watched and held out, by fold."""
        return self.plan.splits()

    @cached_property
    def request(self) -> str:
        """The digest of all that the weights depend on."""
        return self.plan.request(self.splits)

    @property
    def is_there(self) -> bool:
        """Whether `out` holds the very training that is asked for."""
        listed = self.out / FOLDS
        there = listed.is_file() and read_json(listed, kind="checkpoint").get("request")
        return bool(there == self.request)

    def pieces(self) -> list[Piece[Fold]]:
        """Return the folds; their progress is counted in epochs."""
        found = []
        for number, split in enumerate(self.splits):
            curves = None if self.curves is None else self.curves / f"fold-{number}"
            fold = Fold(self.plan, split, number, curves, self.device)
            name, about = digest(self.request, str(number))[:16], f"{self.out.name}/fold-{number}"
            root = self.plan.study.root.absolute()
            found.append(Piece(name, fold, about, self.plan.options.epochs, (root,)))
        return found

    def finish(self, folder: Path) -> None:
        """Write what the folds say together, when all of them lie in a folder."""
        plan, task = self.plan, task_of(self.plan.config)
        study, folds = plan.study, len(self.splits)
        predicted = pd.Series(np.nan, index=plan.group.index)
        for number, split in enumerate(self.splits):
            predicted.update(predictions_of(folder / f"fold-{number}" / TRAINING, split))
        summary = {
            "request": self.request,
            "seed": plan.seed,
            "synthetic": study.synthetic,
            "permuted_labels": plan.permuted,
            "metrics": metrics_of(task, plan.label, predicted, study.persons),
        }
        write_fold_list(folder, [f"fold-{number}" for number in range(folds)], summary)
        if task.calibrates:
            store_maps(study, load_checkpoint(folder))
        unit = Target.of_scale(study.severity_scale).unit
        card = set_card(study, plan.config, plan.options, folds, summary, unit, plan.split)
        write_text(folder / CARD, card)


def training_of(
    study: Study,
    out: Path,
    *,
    seed: int,
    preset_name: str = "compact",
    folds: int = 5,
    split: Partition | None = None,
    options: TrainOptions | None = None,
    sizes: Mapping[str, Any] | None = None,
    permute_labels: bool = False,
    nested: bool = False,
    curves: Path | str | None = None,
    device: str = DEVICES[0],
) -> Training:
    """Return a training that is asked for as by `depformer.train.cross_validate`."""
    config: ModelConfig = preset(
        preset_name,
        n_words=len(study.words),
        image_size=study.image_size,
        audio_size=study.audio_size,
        word_list_digest=study.word_list_digest,
        feature_digest=study.feature_digest,
        **(sizes or {}),
    )
    refuse_constant(study, config)
    labels = labels_of(study, task_of(config), seed if permute_labels else None)
    asked = config, options or TrainOptions(), seed, folds, split, permute_labels, nested
    plan = Plan(study, *asked, *labels)
    return Training(plan, out, None if curves is None else Path(curves), device)


def carried_out(trainings: Sequence[Training], place: Place, progress: Progress) -> None:
    """Fit the folds of several trainings as one list of work, and finish each with its last one.

    A device that is not there is refused before any is begun.

    Parameters
    ----------
    trainings : sequence of Training
        Of one study, at least one.
    place, progress
        As of `depformer.work.carry_out`, in epochs.
    """
    one_of("device", trainings[0].device, PRESENT)
    if not place.elsewhere:
        device_named(trainings[0].device)
    with ExitStack() as all_:
        unfinished = {}
        pieces: list[Piece[Fold]] = []
        places: dict[str, Path] = {}
        for training in trainings:
            own = all_.enter_context(ExitStack())
            folder = own.enter_context(_finished(training))
            made = training.pieces()
            places |= {each.name: folder / f"fold-{each.what.number}" for each in made}
            pieces += made
            unfinished[training.request] = (own, {each.name for each in made})
        for piece, _ in carry_out_each(
            FitFold(trainings[0].plan),
            pieces,
            place=place,
            keep=FoldFolders(places),
            progress=progress,
        ):
            for own, names in unfinished.values():
                names.discard(piece.name)
                if not names:
                    own.close()


@contextmanager
def _finished(training: Training) -> Iterator[Path]:
    """Yield where the folds of a training are kept; with all of them, it is finished."""
    with continued(training.out, training.request) as folder:
        yield folder
        training.finish(folder)
