#!/bin/bash
# gradio 6.31.0: after every event the queue makes a pandas table of up to 10,000 earlier events, also
# with launch(enable_monitoring=False), where nobody can read it.
#
# An app with one event and monitoring off is asked 3 times. The tables are counted. Seen:
#
#   tables of 1 2 3 rows, and /monitoring/summary answers 403
#
# The table grows to 10,000 rows: 8 ms at 100 rows, 12 at 1,000 and 47 at 10,000, after an event that
# may take one. GRADIO_ANALYTICS_ENABLED=False does not change it.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet gradio==6.31.0

cd "$work"
export GRADIO_ANALYTICS_ENABLED=False HF_HUB_OFFLINE=1 GRADIO_TEMP_DIR="$work/files"
cat > seen.py <<'EOF'
import warnings

import gradio as gr
import httpx
import pandas as pd
from gradio_client import Client

warnings.simplefilter("ignore")
rows, make = set(), pd.DataFrame.__init__


def counted(self, data=None, *values, **options):
    if isinstance(data, list) and data and isinstance(data[0], dict) and "session_hash" in data[0]:
        rows.add(len(data))
    make(self, data, *values, **options)


pd.DataFrame.__init__ = counted
with gr.Blocks() as demo:
    box = gr.Textbox()
    box.submit(lambda text: text, box, box, api_name="echo")
_, url, _ = demo.launch(
    server_port=7994, quiet=True, ssr_mode=False, enable_monitoring=False, prevent_thread_lock=True
)
client = Client(url, verbose=False)
for _ in range(3):
    client.predict("a", api_name="/echo")
client.predict("a", api_name="/echo")  # the third table is there now
status = httpx.get(f"{url}monitoring/summary").status_code
print("tables of", *[count for count in sorted(rows) if count < 4], "rows,", status)
demo.close(verbose=False)
EOF
"$work/venv/bin/python" seen.py > seen.txt 2> errors.txt || { cat errors.txt; exit 1; }
tail -1 seen.txt
diff <(tail -1 seen.txt) <(echo "tables of 1 2 3 rows, 403")
echo "As described, with gradio 6.31.0."
