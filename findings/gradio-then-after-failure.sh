#!/bin/bash
# gradio 6.31.0: `.then()` does not run after an event that failed, though its documentation says
# "regardless of success or failure".
#
# One event ends well, one raises gr.Error; each is followed by `then`, `success`
# and `failure`. Seen in the browser:
#
#   after an event that ends well: then success
#   after one that fails: failure
#
# What has to happen in either case, such as taking a spinner away, needs `.then` and `.failure`.
# Needs chromium.
set -euo pipefail

work=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet gradio==6.31.0 2>/dev/null

cd "$work"
export GRADIO_ANALYTICS_ENABLED=False HF_HUB_OFFLINE=1 GRADIO_TEMP_DIR="$work/files"
cat > app.py <<'EOF'
import gradio as gr


def well():
    return "done"


def fail():
    raise gr.Error("It failed.", print_exception=False)


with gr.Blocks() as demo:
    for name, act in (("well", well), ("fail", fail)):
        event = demo.load(act, None, gr.Textbox())
        for after in ("then", "success", "failure"):
            js = f"() => {{ document.body.setAttribute('data-{name}-{after}', 'ran'); }}"
            getattr(event, after)(None, js=js)
demo.launch(server_port=7995, quiet=True, ssr_mode=False)
EOF
"$work/venv/bin/python" app.py > server.txt 2>&1 &
server=$!
for _ in $(seq 60); do
    (exec 3<>/dev/tcp/127.0.0.1/7995) 2>/dev/null && break
    sleep 1
done
chromium --headless --no-sandbox --disable-gpu --user-data-dir="$work/browser" \
    --virtual-time-budget=20000 --timeout=20000 --dump-dom http://127.0.0.1:7995/ \
    2>/dev/null > page.html
seen() { for after in then success failure; do grep -q "data-$1-$after=.ran" page.html && echo -n " $after"; done; echo; }
{ echo "after an event that ends well:$(seen well || true)"; echo "after one that fails:$(seen fail || true)"; } > seen.txt
cat seen.txt
diff seen.txt - <<'EOF'
after an event that ends well: then success
after one that fails: failure
EOF
echo "As described, with gradio 6.31.0."
