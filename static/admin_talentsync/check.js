// Brings a page that waits for a worker up to date until the work is over: a check, a comparison of submissions.
"use strict";

const PERIOD_MS = 1500;
const region = document.getElementById("check");
const announcement = document.getElementById("check-announcement");

async function refresh() {
  if (region.firstElementChild.dataset.active !== "yes") return;
  try {
    const answer = await fetch(region.dataset.part, { headers: { "X-Requested-With": "fetch" } });
    // A redirect leads to the login page, which does not belong in here.
    if (answer.ok && !answer.redirected) {
      region.innerHTML = await answer.text();
      const now = region.firstElementChild.dataset;
      // Said once, at the end: a reader that hears every step hears nothing else.
      if (now.active !== "yes") announcement.textContent = `${region.dataset.subject}: ${now.state}`;
    }
  } catch {
    // The network is away for a moment; the next round asks again.
  }
  setTimeout(refresh, PERIOD_MS);
}

setTimeout(refresh, PERIOD_MS);
