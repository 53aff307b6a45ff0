// A stage's form shows what its mode uses.
"use strict";

// Django puts it before the form.
document.addEventListener("DOMContentLoaded", () => {
  const mode = document.getElementById("id_mode");

  function show() {
    for (const part of document.querySelectorAll(".stage-live, .stage-dsa")) {
      part.hidden = !part.classList.contains(`stage-${mode.value}`);
    }
    const bank = document.getElementById("bank-group");
    if (bank) bank.hidden = mode.value !== "live";
  }

  if (mode) {
    mode.addEventListener("change", show);
    show();
  }
});
