"""The whiteboard: Excalidraw's elements validated, merged and stored."""
