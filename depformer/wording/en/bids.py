"""What is said of a copy of a study as BIDS defines it."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "readme": "{name}\n",
    "a_readme": "a README",
    "sex": "BIDS knows the sexes F, M and O; what is called {got} here is n/a in the copy",
    "no_consent": (
        "Recordings of {n} person are left out: consent_publish_face does not say yes",
        "Recordings of {n} people are left out: consent_publish_face does not say yes",
    ),
    "left_out": "Left out, since BIDS does not define it: {named}",
}
