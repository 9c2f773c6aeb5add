"""The look of the app: paper and ink by day, velvet and gold at night, system fonts."""

from pathlib import Path

from gradio.themes import Base, Color, sizes

STATIC = Path(__file__).parent / "static"
STYLES = sorted(STATIC.glob("*.css"))
# page.js defines the name the others add to, so it comes first.
SCRIPTS = [
    STATIC / f"{name}.js"
    for name in (
        "page",
        "frame",
        "photo",
        "cards",
        "steps",
        "chips",
        "hits",
        "desk",
        "catalogue",
        "shop",
    )
]

SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "sans-serif")
MONO = ("ui-monospace", "Menlo", "Consolas", "monospace")

GOLD = Color(
    "#fbf7ee", "#f4ead4", "#e8d6ad", "#d9bd80", "#c7a257", "#ab8438",
    "#8a6724", "#705219", "#573f13", "#3f2d0e", "#281c08", name="gold",
)  # fmt: skip
PAPER = Color(
    "#fcfbf9", "#f6f3ee", "#e9e4db", "#d5cec2", "#a49b8d", "#7b7265",
    "#5e564b", "#474037", "#302b25", "#1f1b17", "#141210", name="paper",
)  # fmt: skip


class Facet(Base):
    """The app's theme for Gradio's own controls; `static/*.css` dresses the rest."""

    def __init__(self) -> None:
        super().__init__(
            primary_hue=GOLD,
            secondary_hue=GOLD,
            neutral_hue=PAPER,
            radius_size=sizes.radius_sm,
            text_size=sizes.text_md,
            font=SANS,
            font_mono=MONO,
        )
        self.name = "facet"
        self.set(
            body_background_fill="*neutral_50",
            body_background_fill_dark="*neutral_950",
            background_fill_primary="white",
            background_fill_primary_dark="*neutral_900",
            block_background_fill="transparent",
            block_background_fill_dark="transparent",
            block_border_width="0px",
            block_border_width_dark="0px",
            block_shadow="none",
            block_padding="0px",
            block_label_background_fill="transparent",
            block_title_text_weight="600",
            block_title_text_size="*text_sm",
            block_title_text_color="*neutral_700",
            block_title_text_color_dark="*neutral_300",
            block_info_text_color="*neutral_600",
            block_info_text_color_dark="*neutral_300",
            body_text_color="*neutral_900",
            body_text_color_dark="*neutral_100",
            body_text_color_subdued="*neutral_600",
            body_text_color_subdued_dark="*neutral_300",
            border_color_primary="*neutral_300",
            border_color_primary_dark="*neutral_700",
            input_background_fill="white",
            input_background_fill_dark="*neutral_900",
            input_border_width="1px",
            input_border_width_dark="1px",
            input_border_color="*neutral_500",
            input_border_color_dark="*neutral_500",
            input_border_color_focus="*primary_600",
            input_border_color_focus_dark="*primary_400",
            input_placeholder_color="*neutral_600",
            input_placeholder_color_dark="*neutral_400",
            slider_color="*primary_600",
            slider_color_dark="*primary_400",
            button_primary_background_fill="*primary_700",
            button_primary_background_fill_hover="*primary_800",
            button_primary_text_color="white",
            checkbox_background_color_selected="*primary_700",
            checkbox_background_color_selected_dark="*primary_500",
            checkbox_border_color_selected="*primary_700",
            checkbox_border_color="*neutral_500",
            checkbox_border_color_dark="*neutral_400",
            checkbox_label_background_fill="white",
            checkbox_label_background_fill_dark="*neutral_900",
            checkbox_label_background_fill_selected="*primary_100",
            checkbox_label_background_fill_selected_dark="*primary_900",
            checkbox_label_text_color_selected="*neutral_900",
            checkbox_label_text_color_selected_dark="*neutral_100",
            link_text_color="*primary_700",
            link_text_color_dark="*primary_300",
        )


def head() -> str:
    """What goes into the page's head: the scripts of the app's own parts."""
    scripts = "\n".join(file.read_text("utf-8") for file in SCRIPTS)
    return f"<script>{scripts}</script>"
