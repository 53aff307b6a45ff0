// Shows what a mail's text becomes, a moment after each change of it.
"use strict";

// A scope of its own: the page's scripts share the outermost.
{
  const PAUSE_MS = 400;
  const region = document.getElementById("mail-preview");
  const note = document.getElementById("mail-preview-status");
  const form = region.closest("form");
  let timer;
  let latest = 0;

  async function show() {
    const number = ++latest;
    const posted = new FormData(form);
    // Those of a text that exists are words, not controls.
    if (region.dataset.kind) posted.set("kind", region.dataset.kind);
    if (region.dataset.stage) posted.set("stage", region.dataset.stage);
    try {
      const answer = await fetch(region.dataset.url, { method: "POST", body: posted, redirect: "error" });
      if (number !== latest) return;
      if (!answer.ok) throw new Error(answer.status);
      region.innerHTML = await answer.text();
      note.textContent = region.querySelector(".errornote")?.textContent ?? "";
    } catch {
      if (number === latest) note.textContent = region.textContent = "The preview cannot be shown at the moment.";
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE_MS);
  });
  show();
}
