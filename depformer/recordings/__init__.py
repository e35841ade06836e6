"""From recordings to a study: words in the sound, faces in the pictures, and how good they are."""
