/** Excalidraw asks when pasted text looks like a Mermaid diagram, and takes it as plain text after an error. */
export function parseMermaidToExcalidraw() {
  return Promise.reject(new Error("Mermaid is not part of this whiteboard"));
}
