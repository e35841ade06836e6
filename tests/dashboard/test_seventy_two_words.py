"""The whole way with 72 words: train, evaluate, explain, and every page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from tests_app_reading import go_to
