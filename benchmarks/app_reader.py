"""A reader of the app without a browser: it speaks streamlit's socket and sees every message."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

LONGEST = 120.0
SETTLED = 0.05  # the server tidies up for a moment after it has said that it is done [s]


@dataclass(frozen=True)
class Rerun:
    """What one run of a page took.

    Parameters
    ----------
    cpu : float
        Computing time of the server's process, all its threads [s].
    wall : float
        From the question to the last answer [s].
    size : int
        What came over the socket [byte].
    runs : int
        How often the script ran.
    """

    cpu: float
    wall: float
    size: int
    runs: int


class Reader:
    """One reader on one page; as a browser does, it keeps the messages that it has been sent.

    Parameters
    ----------
    address : str
        Of the app, with its scheme.
    process : int
        Number of the server's process, on this machine.
    page : str
        The page's address, empty for the first.
    query : str
        What stands in the address behind the page.
    """

    def __init__(self, address: str, process: int, page: str, query: str = "") -> None:
        self.page, self.process = page, process
        place = address.replace("http://", "ws://") + "/_stcore/stream"
        self._open = ExitStack()
        self.socket = self._open.enter_context(
            connect(place, subprotocols=[Subprotocol("streamlit")], max_size=None)
        )
        self.kept: set[str] = set()
        self.widgets: dict[str, str] = {}
        self.charts: dict[str, str] = {}
        self.states: dict[str, Any] = {}
        self.query = query

    def run(self, **pressed: bool) -> Rerun:
        """Run the page once with what has been chosen, and buttons that are pressed by their key.

        Raises
        ------
        RuntimeError
            If the page shows an exception or does not end.
        """
        question = BackMsg()
        asked = question.rerun_script
        asked.page_name, asked.query_string = self.page, self.query
        asked.cached_message_hashes.extend(self.kept)
        for identity, value in self.states.items():
            asked.widget_states.widgets.add(id=identity, string_value=value)
        for key in pressed:
            asked.widget_states.widgets.add(id=self.widgets[key], trigger_value=True)
        started, before = time.perf_counter(), self._spent()
        self.socket.send(question.SerializeToString())
        size, runs = self._answers()
        wall = time.perf_counter() - started
        time.sleep(SETTLED)
        return Rerun(self._spent() - before, wall, size, runs)

    def click(self, chart: str, word: str) -> Rerun:
        """Click a word in a chart."""
        points = [{"customdata": [word], "curve_number": 0, "point_index": 0}]
        chosen = {"points": points, "point_indices": [0], "box": [], "lasso": []}
        self.states = {self.widgets[chart]: json.dumps({"selection": chosen})}
        return self.run()

    def close(self) -> None:
        """Leave the app."""
        self._open.close()

    def _spent(self) -> float:
        """Return the computing time of the server so far; Linux keeps a clock for each process."""
        return time.clock_gettime((~self.process << 3) | 2)

    def _answers(self) -> tuple[int, int]:
        size, runs = 0, 0
        while True:
            content = self.socket.recv(timeout=LONGEST)
            assert isinstance(content, bytes)
            size += len(content)
            message = ForwardMsg.FromString(content)
            kind = message.WhichOneof("type")
            if message.hash:
                self.kept.add(message.hash)
            if kind == "delta":
                self._take(message)
            elif kind == "new_session":
                runs += 1
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "script_finished" and message.script_finished == 0:
                return size, runs

    def _take(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise RuntimeError(element.exception.message)
        identity = str(getattr(getattr(element, kind), "id", "")) if kind else ""
        if identity:
            self.widgets[identity.split("-", 2)[-1]] = identity
        if kind == "plotly_chart":
            self.charts[element.plotly_chart.alt] = element.plotly_chart.spec
