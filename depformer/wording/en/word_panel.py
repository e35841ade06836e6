"""One word of one participant: its recordings, attributions and attention."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "title": "{word}: what was seen and heard",
    "about": "{texts} · {kind}{place} to {who}",
    "kind": "{valence} word · ",
    "place": "presented as word {place:.0f}",
    "place_unknown": "place not known",
    "described": "What describes this word, beside other participants",
    "by_every_method": "Attribution by every method",
    "counted": (
        "Attention query: in what share of the heads the word's query is among the top k = {k}. "
        "The table of heads counts otherwise."
    ),
    "heads": "Heads in which its query attends, and to what",
    "heads_note": (
        "Heads in which the word's query attends (among the model's u = {u} most active queries)."
    ),
}
