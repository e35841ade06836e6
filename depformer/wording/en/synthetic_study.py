"""A synthetic study: its README, what its columns mean, and what cannot be made."""

from depformer.wording import Sentences

README = """\
Synthetic emotion word reading study
====================================

{marker}

Every face here is drawn and every voice is synthesised from one seed. {n} made-up participants
({each} healthy, {each} depressed) read {n_words} Mandarin words; per word there is one grey face
image and one vector of 40 x 25 log-mel numbers.

Chosen cells (one word, one modality) carry the difference between the groups. They stand in
planted.tsv, in standard deviations between people: half of the shift is taken off in the healthy
group, half is added in the depressed one. Nothing else differs between the groups: age, sex,
education, identity, lighting and noise come from the same distributions, and a word's valence acts
on both groups alike. Severity follows the group and, among the depressed, weakly the strength of
the planted signal.
{recordings}
Made by depformer {version}: depformer synth, seed {seed}, effect {effect:g}.
"""
README_OF_SCORES = """\
Synthetic emotion word reading study
====================================

{marker}

Every face here is drawn and every voice is synthesised from one seed. {n} made-up participants read
{n_words} Mandarin words; per word there is one grey face image and one vector of 40 x 25 log-mel
numbers.

Everybody has a level of their own. Chosen cells (one word, one modality) shift with it: at a level
of one standard deviation by half of the effect in planted.tsv, in standard deviations between
people. The severity, a made-up score of 0 to 63 in the manner of the BDI-II, follows the level, and
the {each} people with 14 and above are called depressed. Nothing else depends on it: age, sex,
education, identity, lighting and noise come from the same distributions.
{recordings}
Made by depformer {version}: depformer synth --severity-planted, seed {seed}, effect {effect:g}.
"""
RECORDINGS = """
Everybody was recorded on video and sound first, and the features were made of these recordings as
`depformer ingest` makes them of anybody's. Those of the first {n} participants are kept in their
folders beh/, so that the whole way can be gone again.
"""

SENTENCES: Sentences = {
    "odd": (
        "Invalid number of participants: got {got}, allowed is an even number (both groups are of "
        "one size), for example {next}."
    ),
    "effect": (
        "Invalid effect: got {got}, allowed is a number from 0 to {most:g} (beyond it faces and "
        "voices saturate)."
    ),
    "keep": (
        "No recordings to keep: got {got}, but nobody is recorded. Add --recorded (recorded=True), "
        "or leave it at 0."
    ),
    "pinyin": (
        "Cannot read the pinyin '{pinyin}': expected are one or two syllables with tone marks, for "
        "example 'rèqíng'."
    ),
    "readme": README,
    "readme_of_scores": README_OF_SCORES,
    "recordings": RECORDINGS,
    "name": "Synthetic study, seed {seed}",
    "generated": "participants {participants}, words {words}, seed {seed}, effect {effect:g}",
    "group": "Group of this made-up participant",
    "age": "Age",
    "sex": "Sex",
    "education_years": "Years of education",
    "severity": "Made-up total in the manner of the HAMD-17, 0 to 52",
    "score": "Made-up total in the manner of the BDI-II, 0 to 63",
    "consent_publish_face": "Whether the face may be shown in exports; nobody here is real",
    "consent_yes": "may be shown",
    "consent_no": "may not be shown",
    "female": "female",
    "male": "male",
    "hamd": "Made-up total in the manner of the HAMD-17",
    "hamd_total": "Made-up total, 0 to 52",
    "planted_word_id": "Word that carries the group signal",
    "modality": "Whether its face or its voice does",
    "feature": "The shifted parameter of the drawing or of the synthesis",
    "effect_d": "Depressed - healthy, in standard deviations between people in that cell",
}
