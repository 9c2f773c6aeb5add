"""What people see: the Gradio parts of the app.

Importing this package settles what Gradio and the Hub client read from the environment when
they are imported: no analytics, no look-ups on the network.
"""

import os

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
