// Brings the count of sent invitations up to date until none waits any more.
"use strict";

// A scope of its own: the page's scripts share the outermost.
{
  const PERIOD_MS = 1500;

  async function refresh() {
    const shown = document.getElementById("mail-progress");
    if (!shown || shown.dataset.waiting === "0") return;
    try {
      const answer = await fetch(shown.dataset.part, { redirect: "error" });
      if (answer.ok) {
        const next = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("mail-progress");
        // Parts of it, so that its status is read out and the progress bar is moved, not made anew.
        shown.dataset.waiting = next.dataset.waiting;
        shown.querySelector("progress").value = next.querySelector("progress").value;
        shown.querySelector("[role=status]").textContent = next.querySelector("[role=status]").textContent;
      }
    } catch {
      // The network is away for a moment; the next round asks again.
    }
    setTimeout(refresh, PERIOD_MS);
  }

  setTimeout(refresh, PERIOD_MS);
}
