"""What a caption says under a figure: whom it shows, in what unit, and what its marks mean."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "participant": "Participant {who}, n = 1",
    "word": "Participant {who}, word '{word}', n = 1",
    "people": "{who}: {counts}",
    "known": "{people}; {details}.",
    "completeness": "Completeness {gap}.",
    "stream": "stream of {stream}, first layer",
    "top": "k = {k} of {n} words",
    "bootstrap_in_groups": "percentile bootstrap over participants, within each group",
    "bootstrap_people": "bootstrap over people, each with all of their sessions",
    "intervals": "95 % intervals: {how}.",
    "exploratory": "95 % intervals: {how}; exploratory, no test was made.",
    "tested": "95 % intervals: {how}; p: {permutations:,} permutations of whole participants{and}.",
    "p": "p: {permutations:,} permutations of whole participants{and}.",
    "adjusted": "; adjusted p: {adjustments}",
    "absolute": "size of {what}, without its sign",
    "from_to": "{low} to {high}",
    "replaced": "Replaced: the {what} of {words}; in their place: {by}.",
    "notes": "To be known before these figures are believed",
}
