"""What people see: the Gradio parts of the app.

Importing this package settles what is read from the environment when Gradio, the Hub client and
PyTorch are imported: no analytics, no look-ups on the network, and threads that sleep while they
wait, because on a machine whose cores are shared with others threads that spin take ten times
as long.
"""

import os

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
