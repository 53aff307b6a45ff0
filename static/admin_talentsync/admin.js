// What the admin adds to Django's own scripts: the viewer's time zone, and buttons that copy a link.
"use strict";

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
document.cookie = `timezone=${zone};path=/;max-age=31536000;samesite=lax${location.protocol === "https:" ? ";secure" : ""}`;

// The server knows paths; under which name people reach it, the browser knows best.
for (const field of document.querySelectorAll(".copyable input")) {
  if (field.value.startsWith("/")) field.value = new URL(field.value, location.origin).href;
}

async function copyFrom(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return "Copied";
  } catch {
    // No clipboard over plain HTTP, or refused: leave the text selected for the person's own keys.
    field.select();
    return document.execCommand("copy") ? "Copied" : "Selected: copy it with your keyboard";
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const outcome = button.parentElement.querySelector("[role=status]");
  outcome.textContent = ""; // emptied first, so that a second copy is announced again
  outcome.textContent = await copyFrom(document.getElementById(button.dataset.copy));
});

// The desk keeps itself up to date, but never under somebody's hands.
const desk = document.getElementById("desk");

async function refreshDesk() {
  if (document.hidden || desk.contains(document.activeElement) || location.search) return;
  const answer = await fetch("?part=desk", { credentials: "same-origin", redirect: "error" }).catch(() => null);
  if (answer?.ok && !desk.contains(document.activeElement)) desk.innerHTML = await answer.text();
}

if (desk) setInterval(refreshDesk, Number(desk.dataset.refreshSeconds) * 1000);
