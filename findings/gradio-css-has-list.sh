#!/bin/bash
# gradio 6.31.0: a rule of the app's own CSS with a list in :not(:has(...)) matches what it must not.
#
# Two boxes hold an element of class b. One is hidden unless it has a or b, said with a list in :has,
# the other by two :has in a row, which means the same. Seen, in the page of an app and in a page
# without Gradio that has the same rules:
#
#   in the app:  list none,  chain block
#   without it:  list block, chain block
#
# Gradio puts a prefix before each selector, and parts selectors at every comma, those within
# brackets too. Of ":not(:has(.a, .b))" a rule is left that hides what has b but not a.
# Needs chromium.
set -euo pipefail

work=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet gradio==6.31.0

cd "$work"
export GRADIO_ANALYTICS_ENABLED=False HF_HUB_OFFLINE=1 GRADIO_TEMP_DIR="$work/files"
cat > rules.css <<'EOF'
#list:not(:has(.a, .b)) { display: none; }
#chain:not(:has(.a)):not(:has(.b)) { display: none; }
EOF
cat > look.js <<'EOF'
() => {
  const look = () => {
    const shown = (name) => getComputedStyle(document.querySelector(`#${name}`)).display;
    document.title = `seen: list ${shown("list")}, chain ${shown("chain")}`;
  };
  setTimeout(look, 3000);
}
EOF
cat > app.py <<'EOF'
from pathlib import Path

import gradio as gr

with gr.Blocks() as demo:
    for name in ("list", "chain"):
        gr.HTML(f'<div id="{name}"><p class="b">{name}</p></div>')
demo.launch(
    css=Path("rules.css").read_text(), js=Path("look.js").read_text(),
    server_port=7992, quiet=True, ssr_mode=False,
)
EOF
cat > plain.html <<EOF
<style>$(cat rules.css)</style>
<div id="list"><p class="b">list</p></div><div id="chain"><p class="b">chain</p></div>
<script>($(cat look.js))()</script>
EOF
"$work/venv/bin/python" app.py > server.txt 2>&1 &
server=$!
for _ in $(seq 60); do
    (exec 3<>/dev/tcp/127.0.0.1/7992) 2>/dev/null && break
    sleep 1
done

for page in http://127.0.0.1:7992/ "file://$work/plain.html"; do
    chromium --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" \
        --virtual-time-budget=20000 --timeout=20000 --dump-dom "$page" 2>/dev/null > page.html
    grep -oE 'seen: list [a-z]+, chain [a-z]+' page.html | head -1
done > seen.txt
cat seen.txt
diff seen.txt - <<'EOF'
seen: list none, chain block
seen: list block, chain block
EOF
echo "As described, with gradio 6.31.0."
