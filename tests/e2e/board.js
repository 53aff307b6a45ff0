// What the whiteboard on a page shows: read from Excalidraw itself, so that our own bookkeeping cannot answer for it.
window.board = (() => {
  const excalidraw = () => {
    const root = document.querySelector("#board-canvas .excalidraw");
    if (root === null) return null;
    const key = Object.keys(root).find((name) => name.startsWith("__reactFiber$"));
    for (let fiber = root[key]; fiber; fiber = fiber.return) {
      if (fiber.stateNode?.scene?.getElementsIncludingDeleted) return fiber.stateNode;
    }
    return null;
  };
  const elements = () => excalidraw()?.scene.getElementsIncludingDeleted() ?? [];
  const visible = () => elements().filter((element) => !element.isDeleted);

  return {
    isReady: () => excalidraw() !== null,
    /** One line for each element that is not deleted: equal on two pages when both show the same. */
    scene: () => visible().map(({ id, version, versionNonce }) => `${id}:${version}:${versionNonce}`).sort(),
    shapes: () => visible().map(({ id, type, x, y, width, height, text, link }) => ({ id, type, x, y, width, height, text, link })),
    pointersOf: () => [...(excalidraw()?.state.collaborators.values() ?? [])].map(({ username }) => username),
    isViewOnly: () => excalidraw()?.state.viewModeEnabled ?? null,
    /** Copies of the first text, with `length` letters each: more than a test could type. */
    fill: (count, length) => {
      const app = excalidraw();
      const [text] = visible().filter(({ type }) => type === "text");
      const copies = Array.from({ length: count }, (_, number) => ({
        ...text,
        id: `copy-${number}`,
        index: null,
        x: text.x + (number % 20) * 80,
        y: text.y + 50 + Math.floor(number / 20) * 40,
        text: "x".repeat(length),
        originalText: "x".repeat(length),
        version: 1,
        versionNonce: number,
      }));
      app.updateScene({ elements: [...elements(), ...copies] });
    },
  };
})();
