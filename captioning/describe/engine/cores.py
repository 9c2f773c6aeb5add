"""How many cores the models may use."""

from __future__ import annotations

import os
from pathlib import Path

_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def usable_cores(quota: Path = _QUOTA) -> int:
    """Cores of this process: those it may run on, within a container's quota.

    A container may see all cores of its host and get the time of two of them; more threads would
    wait for each other. `OMP_NUM_THREADS` lowers the number, as it does for torch.

    Args:
        quota: where Linux says the quota of a container.
    """
    counts = [_affinity(), _allowed(quota)]
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    if wanted.isdecimal():
        counts.append(int(wanted))
    return max(1, min(count for count in counts if count))


def _affinity() -> int:
    if hasattr(os, "sched_getaffinity"):  # not on macOS and Windows
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _allowed(quota: Path) -> int:
    """Whole cores of a quota, 0 for none."""
    try:
        time, period = quota.read_text().split()
        return max(1, round(int(time) / int(period)))
    except (OSError, ValueError):  # no container, or "max"
        return 0
