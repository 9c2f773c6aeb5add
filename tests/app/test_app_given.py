"""What programs send by mistake ends in one sentence, and in the log there is nothing of it."""

import json
import logging

import httpx
import pytest


@pytest.fixture
def send(shop, photos, caplog):
    """Sends values to an endpoint as they are; the event and the data that come back."""
    caplog.set_level(logging.ERROR)
    files = {"files": photos["silver ruby"].read_bytes()}
    path = httpx.post(f"{shop.url}gradio_api/upload", files=files).json()[0]
    photo = json.dumps({"path": path, "meta": {"_type": "gradio.FileData"}})

    def sent(name: str, values: str):
        body = f'{{"data": {values.replace("PHOTO", photo).replace("PATH", path)}}}'
        call = f"{shop.url}gradio_api/call/{name}"
        headers = {"content-type": "application/json"}
        event = httpx.post(call, content=body, headers=headers).json()["event_id"]
        kind, data, *_ = httpx.get(f"{call}/{event}").text.split("\n")
        return kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))

    yield sent
    assert [record.getMessage() for record in caplog.get_records("call")] == []


MISTAKES = [
    ("search", "[]", "There is no query: send words"),
    ("search", "[null]", "There is no query: send words"),
    ("search", "[NaN]", "query must be a text"),
    ("search", '[["ring"]]', "query must be a text"),
    ("search", r'["gold \ud800 ring"]', "query holds half a character"),
    ("search", r'["ring", 8, null, "\udc00"]', "type holds half a character"),
    ("search", '["ring", 8, null, ["ring"]]', "type must be a text"),
    ("describe", '["photo.jpg"]', "photo must be a file: send it as"),
    ("describe", '["PATH", "en"]', "photo must be a file: send it as"),
    ("describe", '[{"path": 5}]', "photo must be a file: send it as"),
    ("describe", "[[PHOTO]]", "photo must be a file: send it as"),
    ("describe", "[]", "Please send a photo"),
    ("similar", '[PHOTO, "parrot"]', "Value: parrot is not in the list"),
    ("alt_texts", '["x", ["y"]]', "products must be a file: send it as"),
    ("alt_texts", '[PHOTO, ["y"]]', "photos must be uploaded files: send it as"),
    ("alt_texts", '[PHOTO, [PHOTO], "x"]', "style must be an object"),
    ("alt_texts", '[PHOTO, [PHOTO], {}, "x"]', "replace must be true or false"),
    ("alt_texts", "[]", "No product file was sent"),
]


@pytest.mark.parametrize(("name", "values", "sentence"), MISTAKES)
def test_a_mistake_of_a_program_is_one_sentence(send, name, values, sentence):
    kind, answer = send(name, values)
    assert kind == "error" and answer["error"].startswith(sentence)
    assert "/tmp" not in answer["error"] and "foresee" not in answer["error"]


@pytest.mark.parametrize(
    ("name", "values", "same"),
    [("search", '["gold ring"]', '["gold ring", 8, null, "", "", ""]'),
     ("search", '["gold ring", NaN, null, null]', '["gold ring", "many", null, "", "", ""]'),
     ("similar", '[PHOTO, "LSTM"]', '[PHOTO, "lstm", 8, null, "", "", ""]'),
     ("similar", "[PHOTO, null]", '[PHOTO, "both", 8]')],
)  # fmt: skip
def test_what_is_left_out_is_as_usual_and_names_may_be_in_any_case(send, name, values, same):
    kind, answer = send(name, values)
    assert kind == "complete" and answer[0]["pieces"]
    assert answer == send(name, same)[1]


@pytest.mark.parametrize("language", ["", ", null", ', "en"'])
def test_a_language_that_is_left_out_is_english(send, language):
    kind, (answer,) = send("describe", f"[PHOTO{language}]")
    assert kind == "complete" and all("in_language" not in one for one in answer.values())


def test_an_endpoint_advises_no_option_of_the_command_line(shop, send):
    files = {"files": ("prices.csv", b"name,price\nring,5\n")}
    path = httpx.post(f"{shop.url}gradio_api/upload", files=files).json()[0]
    table = json.dumps({"path": path, "meta": {"_type": "gradio.FileData"}})
    kind, answer = send("alt_texts", f"[{table}, [PHOTO]]")
    assert kind == "error"
    assert answer["error"].endswith("such as Image Src, Images or photo: rename it to photo.")
