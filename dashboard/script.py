"""What runs for every reader, at every click: the frame, and in it the page that is named."""

from dashboard import frame

frame.show()
