"""The drawing on the board of the demo's ended interview: three boxes in a row, with arrows and a remark. Pure."""

from datetime import timedelta
from typing import Any, Final

BOX_WIDTH, BOX_HEIGHT, GAP, FONT_SIZE = 200, 80, 90, 20


def _element(kind: str, name: str, index: int, **properties: Any) -> dict[str, Any]:
    """With all that Excalidraw keeps of each."""
    return {
        "id": name,
        "type": kind,
        "version": 1,
        "versionNonce": index,
        "index": f"a{index}",
        "seed": index,
        "isDeleted": False,
        "angle": 0,
        "strokeColor": "#1e1e1e",
        "backgroundColor": "transparent",
        "fillStyle": "solid",
        "strokeWidth": 2,
        "strokeStyle": "solid",
        "roughness": 1,
        "opacity": 100,
        "groupIds": [],
        "frameId": None,
        "roundness": None,
        "boundElements": [],
        "link": None,
        "locked": False,
        **properties,
    }


def _text(name: str, index: int, text: str, **properties: Any) -> dict[str, Any]:
    written = {"text": text, "originalText": text, "fontSize": FONT_SIZE, "fontFamily": 5, "lineHeight": 1.25}
    return _element("text", name, index, **written, autoResize=True, **properties)


def _box(place: int, index: int, label: str) -> list[dict[str, Any]]:
    """A box in a row of them, and what stands in its middle."""
    x, name = place * (BOX_WIDTH + GAP), f"box{place}"
    lines = label.count("\n") + 1
    height = lines * FONT_SIZE * 1.25
    bound = [{"type": "text", "id": f"{name}-label"}]
    return [
        _element("rectangle", name, index, x=x, y=0, width=BOX_WIDTH, height=BOX_HEIGHT, boundElements=bound),
        _text(
            f"{name}-label",
            index + 1,
            label,
            x=x + 10,
            y=(BOX_HEIGHT - height) / 2,
            width=BOX_WIDTH - 20,
            height=height,
            textAlign="center",
            verticalAlign="middle",
            containerId=name,
        ),
    ]


def _arrow(place: int, index: int) -> list[dict[str, Any]]:
    """From the box at this place to the next one."""
    length = GAP - 20
    start = (place + 1) * BOX_WIDTH + place * GAP + 10
    return [
        _element(
            "arrow",
            f"arrow{place}",
            index,
            x=start,
            y=BOX_HEIGHT / 2,
            width=length,
            height=0,
            points=[[0, 0], [length, 0]],
            startArrowhead=None,
            endArrowhead="arrow",
            startBinding=None,
            endBinding=None,
        )
    ]


def _remark(index: int, text: str) -> list[dict[str, Any]]:
    """Below the last box."""
    x, y = 2 * (BOX_WIDTH + GAP), BOX_HEIGHT + 20
    align = {"textAlign": "left", "verticalAlign": "top", "containerId": None}
    return [
        _text("remark", index, text, x=x, y=y, width=BOX_WIDTH + GAP, height=2 * FONT_SIZE * 1.25, **align)
    ]


# What was drawn together, by the moment.
DRAWING: Final = (
    (timedelta(seconds=100), _box(0, 1, "checkout")),
    (timedelta(seconds=115), _box(1, 3, "orders + outbox,\none transaction")),
    (timedelta(seconds=120), _arrow(0, 5)),
    (timedelta(seconds=145), _box(2, 6, "mail worker")),
    (timedelta(seconds=150), _arrow(1, 8)),
    (timedelta(seconds=200), _remark(9, "key: number of the order,\nnoted before sending")),
)
