"""What runs for every reader, at every click: the frame, and in it the page that is named."""

from dashboard import loading

loading.wait()

from dashboard import frame  # noqa: E402 - see there why not before

frame.show()
