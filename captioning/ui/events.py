"""How events of the page run: which wait for the models, and which of several counts."""

from typing import Any

MODEL_QUEUE: dict[str, Any] = {"concurrency_id": "models", "concurrency_limit": 1}
"""The models run for one event at a time: two photos at once would each take twice as long."""

PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
UNQUEUED: dict[str, Any] = PRIVATE | {"queue": False, "trigger_mode": "always_last"}
SENT: dict[str, Any] = {"trigger_mode": "multiple"}
"""For events that send files: "always_last" of Gradio 6.31 sends the first one's data again."""
