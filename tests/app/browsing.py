"""What a person does and sees on the page, by the names that a screen reader reads."""


def describe(page, photo) -> None:
    page.get_by_label("Photo file").set_input_files(str(photo))
    page.get_by_role("img", name="Your photo, upright on white").wait_for()


def query(page):
    return page.get_by_label("Search words")


def hits(page):
    return page.locator("#hits").get_by_role("listitem")


def heading(page, text: str):
    return page.get_by_role("heading", name=text)
