// Runs in every page before its own scripts. Times are of performance.now(), in milliseconds.
(() => {
  const pressed = [];
  const times = [];
  // When the browser got the key: what holds the page up before it hears of it is part of the time.
  addEventListener("keydown", ({ key, timeStamp }) => key.length === 1 && pressed.push(timeStamp), { capture: true });

  window.bench = {
    times,
    /** From now on, how long each letter takes from the key until it stands in the page. */
    watch: () => {
      times.length = pressed.length = 0;
      window.bench.observer?.disconnect();
      const content = document.querySelector("#editor .cm-content");
      let length = content.textContent.length;
      window.bench.observer = new MutationObserver(() => {
        const nowMs = performance.now();
        const now = content.textContent.length;
        for (let grown = now - length; grown > 0 && pressed.length > 0; grown -= 1) times.push(nowMs - pressed.shift());
        length = now;
      });
      window.bench.observer.observe(content, { childList: true, characterData: true, subtree: true });
    },
    /** Over the network, headers included, compressed as it came. */
    fetchedBytes: () =>
      [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].reduce(
        (sum, { transferSize }) => sum + transferSize,
        0,
      ),
  };
})();
