"""What a job can do: one line a verb."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from depformer.files import user_path
from depformer.jobs.made import TABLES, tables_content
from depformer.jobs.questions import question_of
from depformer.jobs.reopened import opened_of
from depformer.wording import say
from depformer.work import Place, Progress

if TYPE_CHECKING:
    import pandas as pd

Asked = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """Hold what has come of a job.

    Parameters
    ----------
    folder : Path
        What was made; where there is `content`, the name of the file that it becomes in the folder
        of the job.
    notes : tuple of str
        What a reader must know of it, one sentence each.
    failed : mapping of str
        Why a part of it could not be made, by participant.
    content : bytes or None
        Of the file.
    """

    folder: Path
    notes: tuple[str, ...] = ()
    failed: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None


def explain(asked: Asked, place: Place, progress: Progress) -> Answer:
    """Explain a study, and return where the run lies.

    Parameters
    ----------
    asked : mapping
        ``study`` and ``checkpoint``, the folders, and ``question``, the fields of a `Question`.
    place, progress
        As of `depformer.work.carry_out`.
    """
    from depformer.explain import kept_run

    question = question_of(asked["question"])
    _, folder = kept_run(
        asked["study"], asked["checkpoint"], question, place=place, progress=progress
    )
    return Answer(folder)


def train(asked: Asked, place: Place, progress: Progress) -> Answer:
    """Train models, and return where their checkpoint lies.

    Parameters
    ----------
    asked : mapping
        ``study`` and ``out``, the folders; ``seed`` and ``seeds``, the first and how many;
        ``split``, the fields of a `Partition` or None; ``options``, those of `TrainOptions`; and
        the other arguments of `cross_validate` by their names.
    place, progress
        As of `depformer.work.carry_out`.
    """
    from depformer.study import load_study
    from depformer.train import Partition, TrainOptions, cross_validate, several_seeds
    from depformer.train.plan import left_out

    study, out, seed = asked["study"], asked["out"], int(asked["seed"])
    names = ("preset_name", "folds", "sizes", "permute_labels", "nested", "curves", "device")
    settings = {name: asked[name] for name in names}
    settings |= {"options": TrainOptions(**asked["options"]), "place": place}
    if asked["split"] is not None:
        settings["split"] = Partition(**asked["split"])
    if asked["seeds"] == 1:
        cross_validate(study, out, seed=seed, progress=progress, **settings)
    else:
        numbers = tuple(range(seed, seed + asked["seeds"]))
        several_seeds(study, out, numbers, progress=progress, **settings)
    return Answer(user_path(out), tuple(left_out(load_study(study), asked["sizes"]["target"])))


def ingest(asked: Asked, place: Place, progress: Progress) -> Answer:
    """Make a study of recordings, or add participants to one, and return where it lies.

    Parameters
    ----------
    asked : mapping
        ``study``, the folder; ``sessions``, a list of the cells of rows as `session_of` takes them;
        ``words``, a number, and ``word_list``, a path, or neither; ``options``, the fields of
        `IngestOptions`; ``replace``; ``uploaded``, where files that were handed over lie.
    place, progress
        As of `depformer.work.carry_out`.
    """
    from depformer.recordings import ingest as recorded

    done = recorded.ingest(
        [recorded.session_of(each) for each in asked["sessions"]],
        asked["study"],
        words=recorded.word_list_of(asked.get("words"), asked.get("word_list", "")),
        options=recorded.IngestOptions(**asked.get("options", {})),
        overwrite=asked.get("replace", False),
        parts=Path(asked["uploaded"]) / "parts" if "uploaded" in asked else None,
        place=place,
        progress=progress,
    )
    return Answer(done.study.root, done.notes, done.failed)


def correct(asked: Asked, place: Place, progress: Progress) -> Answer:
    """Set when a participant said a word, make his or her features anew, and return the study.

    Parameters
    ----------
    asked : mapping
        ``study``, the folder; ``participant`` and ``word``, ids; ``onset`` and ``offset`` [s], or
        None for both.
    place, progress
        As of `depformer.work.carry_out`.
    """
    from depformer.recordings.ingest import correct as set_word

    names = ("participant", "word", "onset", "offset")
    done = set_word(asked["study"], *(asked[name] for name in names), progress=progress)
    known = {"word": asked["word"], "doubt": done.doubt}
    return Answer(done.study.root, (say("correcting.doubt", **known),) if done.doubt else ())


def captum(asked: Asked, place: Place, progress: Progress) -> Answer:
    """Ask Captum on the whole model about one participant, and measure his or her explanations.

    Parameters
    ----------
    asked : mapping
        ``opened``, as of `asked_of`; ``participant``, an id.
    place, progress
        As of `depformer.work.carry_out`; all of it is one piece, and made here.
    """
    from depformer.explain import captum_metrics, whole_model
    from depformer.explain.on_demand.captum_whole import largest_differences

    opened = opened_of(asked["opened"])
    about = opened.run.attrs
    known = {"participant": asked["participant"], "baseline": str(about["baseline"])}
    known["baseline_from"] = opened.baseline_from
    methods = json.loads(about["methods"])
    steps = len(methods) + 1
    progress(0, steps)
    same = largest_differences(whole_model(opened.study, opened.checkpoint, **known))
    measured = captum_metrics(
        opened.study,
        opened.checkpoint,
        methods=methods,
        seed=int(about["seed"]),
        progress=lambda done, total: progress(done + 1, total + 1),
        **known,
    )
    return _tables(same=same, measured=measured)


def statistic(asked: Asked, place: Place, progress: Progress) -> Answer:
    """Compute a table of `STATISTICS`.

    Parameters
    ----------
    asked : mapping
        ``opened``, as of `asked_of`; ``groups_by``, a filter or nothing; ``table``, an id;
        ``options`` of the table.
    place, progress
        As of `depformer.work.carry_out`; all of it is one step, and made here.
    """
    from depformer.stats import STATISTICS

    opened = opened_of(asked["opened"], asked["groups_by"])
    progress(0, 1)
    options = {**asked["options"], "covariates": tuple(asked["options"]["covariates"])}
    return _tables(found=STATISTICS[asked["table"]].compute(opened.run, **options))


def report(asked: Asked, place: Place, progress: Progress) -> Answer:
    """Write a report of a run.

    Parameters
    ----------
    asked : mapping
        ``opened``, as of `asked_of`; ``groups_by``, a filter or nothing; ``fmt``, ``method`` and
        ``label``, as of `report_bytes`.
    place, progress
        As of `depformer.work.carry_out`; made here.
    """
    from depformer.export.report import report_bytes

    opened = opened_of(asked["opened"], asked["groups_by"])
    names = ("fmt", "method", "label", "groups_by")
    options = {name: asked[name] for name in names}
    content = report_bytes(opened.run, opened.checkpoint, progress=progress, **options)
    return Answer(Path(f"report.{asked['fmt']}"), content=content)


def figures(asked: Asked, place: Place, progress: Progress) -> Answer:
    """Write figures as files with all that belongs to them, as one archive.

    Parameters
    ----------
    asked : mapping
        ``opened``, as of `asked_of`; ``names``, the ids of the figures; ``order``, the fields of an
        `Order`; ``may_publish``, whether the participant's pictures may be published, of which no
        digest knows.
    place, progress
        As of `depformer.work.carry_out`; made here.
    """
    from depformer.export.archive import Order, archive

    order = Order(**{**asked["order"], "covariates": tuple(asked["order"]["covariates"])})
    opened = opened_of(asked["opened"], order.groups_by)
    content = archive(opened, tuple(asked["names"]), order, progress=progress)
    return Answer(Path("figures.zip"), content=content)


def _tables(**tables: pd.DataFrame) -> Answer:
    return Answer(Path(TABLES), content=tables_content(tables))


VERBS: Mapping[str, Callable[[Asked, Place, Progress], Answer]] = MappingProxyType(
    {
        "explain": explain,
        "train": train,
        "ingest": ingest,
        "correct": correct,
        "captum": captum,
        "statistic": statistic,
        "report": report,
        "figures": figures,
    }
)
