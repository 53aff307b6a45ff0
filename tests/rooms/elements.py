"""Elements as Excalidraw makes them."""

from typing import Any


def element(id: str = "box", version: int = 1, nonce: int = 0, **properties: Any) -> dict[str, Any]:
    """A rectangle, unless told otherwise."""
    return {
        "id": id,
        "type": "rectangle",
        "version": version,
        "versionNonce": nonce,
        "isDeleted": False,
        "x": 10,
        "y": 20.5,
        "width": 100,
        "height": 50,
        "angle": 0,
        "strokeColor": "#1e1e1e",
        "groupIds": [],
        "boundElements": [{"id": "arrow", "type": "arrow"}],
        "link": None,
        "index": f"a{id}",
        **properties,
    }
