// Gives one more control for a time whenever the last one is filled in.
"use strict";

// A scope of its own: the page's scripts share the outermost.
{
  document.addEventListener("input", (event) => {
    const group = event.target.closest("[data-times]");
    if (!group) return;
    const inputs = group.querySelectorAll("input");
    const last = inputs[inputs.length - 1];
    if (event.target !== last || !last.value || inputs.length >= Number(group.dataset.most)) return;
    const next = last.cloneNode();
    next.value = "";
    next.setAttribute("aria-label", `Time ${inputs.length + 1}`);
    next.removeAttribute("id");
    group.append(next);
  });
}
