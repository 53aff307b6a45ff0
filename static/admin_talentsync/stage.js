// A stage's form shows what its mode uses.
"use strict";

// Django puts it before the form.
document.addEventListener("DOMContentLoaded", () => {
  const mode = document.getElementById("id_mode");

  const editor = document.querySelector('[name="tools_config-codeEditor"]');

  function show() {
    for (const part of document.querySelectorAll(".stage-live, .stage-dsa")) {
      part.hidden = !part.classList.contains(`stage-${mode.value}`);
    }
    const bank = document.getElementById("bank-group");
    if (bank) bank.hidden = mode.value !== "live";
    // A room without an editor has nothing to run on a problem's tests.
    const problems = document.getElementById("problems-group");
    if (problems) problems.hidden = mode.value === "live" && !editor?.checked;
  }

  if (mode) {
    mode.addEventListener("change", show);
    editor?.addEventListener("change", show);
    show();
  }
});
