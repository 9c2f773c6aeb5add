#!/bin/bash
# gradio 6.31.0: translations passed to gr.I18n are not used in a language that Gradio itself lacks.
#
# An app has a label in English, German, Turkish and Italian, and the browser asks for each. Seen:
#
#   browser in German:   label "Hallo",   <html lang="de">
#   browser in Turkish:  label "Merhaba", <html lang="tr">
#   browser in Italian:  label "Hello",   <html lang="en">, though gr.I18n has Italian
#
# The page picks its language among those of Gradio's own interface, of which Italian is none, and
# only then looks into the translations. The documentation says that the browser's locale decides.
# Needs chromium.
set -euo pipefail

work=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet gradio==6.31.0

cd "$work"
export GRADIO_ANALYTICS_ENABLED=False HF_HUB_OFFLINE=1 GRADIO_TEMP_DIR="$work/files"
cat > app.py <<'EOF'
import gradio as gr

words = gr.I18n(
    en={"greeting": "Hello"}, de={"greeting": "Hallo"},
    tr={"greeting": "Merhaba"}, it={"greeting": "Ciao"},
)
with gr.Blocks() as demo:
    gr.Textbox(label=words("greeting"))
demo.launch(i18n=words, server_port=7993, quiet=True, ssr_mode=False)
EOF
"$work/venv/bin/python" app.py > server.txt 2>&1 &
server=$!
for _ in $(seq 60); do
    (exec 3<>/dev/tcp/127.0.0.1/7993) 2>/dev/null && break
    sleep 1
done

for code in de tr it; do
    LANGUAGE=$code chromium --headless --no-sandbox --disable-gpu --user-data-dir="$work/$code" \
        --accept-lang="$code" --virtual-time-budget=20000 --timeout=20000 \
        --dump-dom http://127.0.0.1:7993/ 2>/dev/null > page.html
    label=$(grep -oE '>(Hello|Hallo|Merhaba|Ciao) *<' page.html | head -1 | tr -d '<> ')
    lang=$(grep -oE '<html[^>]* lang="[a-z]+"|<html lang="[a-z]+"' page.html | grep -oE '"[a-z]+"$')
    echo "browser in $code: label $label, lang $lang"
done > seen.txt
cat seen.txt
diff seen.txt - <<'EOF'
browser in de: label Hallo, lang "de"
browser in tr: label Merhaba, lang "tr"
browser in it: label Hello, lang "en"
EOF
echo "As described, with gradio 6.31.0."
