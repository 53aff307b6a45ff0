// Runs in every page before its own scripts. Times are of performance.now(), in milliseconds.
(() => {
  const LETTER = "z";
  const pressed = [];
  const shown = [];
  addEventListener("keydown", ({ key }) => key === LETTER && pressed.push(performance.now()), { capture: true });

  const count = (content) => content.textContent.split(LETTER).length - 1;

  window.bench = {
    pressed,
    shown,
    /** From now on, when each further letter stands in the page. */
    watch: () => {
      const content = document.querySelector(".cm-content");
      const before = count(content);
      new MutationObserver(() => {
        const nowMs = performance.now();
        for (let letters = count(content) - before; shown.length < letters; ) shown.push(nowMs);
      }).observe(content, { childList: true, characterData: true, subtree: true });
    },
    /** How long the page took from following the link until all that it asked for was there. */
    loadMs: () => performance.getEntriesByType("navigation")[0].loadEventEnd,
    /** Enters our room; how long it takes from the click until the document is there, with at least so many characters. */
    open: (characters) =>
      new Promise((resolve) => {
        const status = document.getElementById("editor-status");
        const startMs = performance.now();
        const look = () => {
          if (status.textContent !== "Saved" || document.querySelector(".cm-content").textContent.length < characters) return;
          observer.disconnect();
          resolve(performance.now() - startMs);
        };
        const observer = new MutationObserver(look);
        observer.observe(document.getElementById("editor"), { childList: true, characterData: true, subtree: true });
        document.getElementById("join-button").click();
      }),
  };
})();
