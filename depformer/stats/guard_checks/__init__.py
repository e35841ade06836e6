"""The checks behind the guards: of predictions, of participants, of attributions."""
