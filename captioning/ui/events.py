"""How events of the page run: which wait for the models, and which of several counts."""

from typing import Any

MODEL_QUEUE: dict[str, Any] = {"concurrency_id": "models", "concurrency_limit": 16}
"""People who wait for one answer. `SharedCaptioner` describes photos that wait together."""

BULK_QUEUE: dict[str, Any] = {"concurrency_id": "catalogues", "concurrency_limit": 8}
"""Runs over many photos, which must not keep single ones waiting."""

PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
UNQUEUED: dict[str, Any] = PRIVATE | {"queue": False, "trigger_mode": "always_last"}
SENT: dict[str, Any] = {"trigger_mode": "multiple"}
"""For events that send files: "always_last" of Gradio 6.31 sends the first one's data again."""
