"""What is wrong with the pictures of a recording."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "no_picture": (
        "{path} holds no moving picture, only sound; expected is a video. Name the video of this "
        "recording, or leave the faces out."
    ),
    "no_codec": (
        "The pictures of {path} are coded in a way that cannot be read here; convert the file to "
        "MP4 (H.264)."
    ),
    "no_frames": (
        "No picture of {path} can be read: the file is damaged or cut off; copy or export it again."
    ),
}
