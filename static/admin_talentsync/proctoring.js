// The gallery of snapshots: a viewer that is worked with the keyboard. Without it, each thumbnail is a plain link.
"use strict";

const links = [...document.querySelectorAll("[data-gallery] a")];
const viewer = document.getElementById("viewer");
const image = document.getElementById("viewer-image");
const caption = document.getElementById("viewer-caption");
let shown = 0;

function show(index) {
  shown = Math.min(Math.max(index, 0), links.length - 1);
  const link = links[shown];
  image.src = link.href;
  image.alt = link.querySelector("img").alt;
  caption.textContent = `${link.dataset.caption} (${shown + 1} of ${links.length})`;
  viewer.querySelector('[data-step="-1"]').disabled = shown === 0;
  viewer.querySelector('[data-step="1"]').disabled = shown === links.length - 1;
  if (!viewer.open) viewer.showModal();
}

for (const [index, link] of links.entries()) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // somebody wants a tab of its own
    event.preventDefault();
    show(index);
  });
}

// The same keys move the focus among thumbnails and the pictures in the viewer.
const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -Infinity, End: Infinity };

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  const focused = links.indexOf(document.activeElement);
  if (viewer.open) show(shown + step);
  else if (focused >= 0) links[Math.min(Math.max(focused + step, 0), links.length - 1)].focus();
  else return;
  event.preventDefault();
});

viewer.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.step) show(shown + Number(button.dataset.step));
  else if (button || event.target === viewer) viewer.close();
});

viewer.addEventListener("close", () => {
  image.removeAttribute("src"); // nothing of it stays behind the page
  links[shown].focus();
});
