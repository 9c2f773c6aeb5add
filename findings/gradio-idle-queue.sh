#!/bin/bash
# gradio 6.31.0: an idle app is not idle. Its queue looks for events hundreds of times a second.
#
# An app with one button runs, and nobody visits it. A good engineer would expect it to sleep until a
# request comes. Seen on Linux:
#
#   a pause of 1 ms between looks at the empty queue, several hundred looks a second;
#   5 to 6 % of a core for the whole life of the process.
#
# On Windows the pause is 50 ms. `demo._queue.sleep_when_free`, set after `demo.queue()`, changes it:
# with 0.02 the same app looks about fifty times a second.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet gradio==6.31.0

cd "$work"
export GRADIO_ANALYTICS_ENABLED=False HF_HUB_OFFLINE=1
cat > run.py <<'EOF'
import asyncio
import sys
import time

import gradio as gr

looks = []
sleep = asyncio.sleep


async def counted(delay, *rest):
    if sys._getframe(1).f_code.co_name == "start_processing":
        looks.append(delay)
    return await sleep(delay, *rest)


asyncio.sleep = counted
with gr.Blocks() as demo:
    gr.Button("Go").click(lambda: None)
demo.queue()
if len(sys.argv) > 1:
    demo._queue.sleep_when_free = float(sys.argv[1])
demo.launch(prevent_thread_lock=True, quiet=True, server_name="127.0.0.1")
time.sleep(1)
looks.clear()
cpu = time.process_time()
time.sleep(2)
cpu = time.process_time() - cpu
rate = "more than 70" if len(looks) > 140 else "fewer than 60" if len(looks) < 120 else "some"
print(f"pause {min(looks)} s, {rate} looks a second")
print(f"{len(looks)} looks, {cpu:.2f} s of processor time in 2 s", file=sys.stderr)
demo.close(verbose=False)
EOF
"$work/venv/bin/python" run.py 2> as-it-is.txt > seen.txt
"$work/venv/bin/python" run.py 0.02 2> slower.txt >> seen.txt
cat seen.txt
tail -n 1 as-it-is.txt slower.txt
diff seen.txt - <<'EOF'
pause 0.001 s, more than 70 looks a second
pause 0.02 s, fewer than 60 looks a second
EOF
echo "As described, with gradio 6.31.0."
