// Names for what Django's own widgets leave without one: select2's boxes, split dates, filters of long choices.
"use strict";

function wordsOf(element) {
  return (element?.textContent ?? "").trim().replace(/:$/, "");
}

function labelOf(control) {
  return control.getAttribute("aria-label") ?? wordsOf(control.labels?.[0]);
}

// Select2's boxes stand in for a select whose label they do not know.
function nameBoxes(root) {
  for (const select of root.querySelectorAll("select.select2-hidden-accessible")) {
    const name = labelOf(select);
    const box = select.nextElementSibling;
    const single = box?.querySelector(".select2-selection--single");
    if (single) {
      // Select2 names it by what is chosen alone, and another element within it by nothing.
      const shown = single.querySelector(".select2-selection__rendered");
      single.removeAttribute("aria-labelledby");
      single.setAttribute("aria-label", [name, shown?.title].filter(Boolean).join(": "));
      shown?.removeAttribute("role");
      shown?.removeAttribute("aria-readonly");
    }
    box?.querySelector(".select2-selection--multiple")?.setAttribute("aria-label", name);
    box?.querySelector(".select2-search__field")?.setAttribute("aria-label", name);
  }
}

function nameBoxesAfterwards({ target }) {
  // Once select2 has drawn what was chosen, or the box itself.
  setTimeout(() => nameBoxes(target instanceof HTMLSelectElement ? target.parentElement : target));
}

function nameDates(root) {
  for (const input of root.querySelectorAll("p.datetime input:not([aria-label])")) {
    if (input.labels.length > 0) continue;
    const group = wordsOf(input.closest("fieldset, .flex-container")?.querySelector("legend, label"));
    input.setAttribute("aria-label", `${group}: ${input.classList.contains("vTimeField") ? "time" : "date"}`);
  }
}

function nameFilters(root) {
  for (const words of root.querySelectorAll(".selector-filter .help-tooltip[aria-label]")) {
    // A span without a role has no name of its own, so the field that it stands beside would have none either.
    const field = document.getElementById(words.parentElement.htmlFor);
    field?.setAttribute("aria-label", words.getAttribute("aria-label"));
    words.removeAttribute("aria-label");
  }
}

// Its cross that takes out everybody at once stands as a span in a list; each choice has a cross of its own. Before
// Django starts select2.
for (const select of document.querySelectorAll("select.admin-autocomplete[multiple]")) select.dataset.allowClear = "false";

addEventListener("load", () => {
  nameDates(document);
  nameFilters(document);
});

const { jQuery } = window.django ?? {};
if (jQuery !== undefined) {
  // Django starts select2 in the same way, which may be after the load event.
  jQuery(() => nameBoxes(document));
  jQuery(document).on("select2:open", ({ target }) => {
    const open = document.querySelector(".select2-container--open .select2-dropdown");
    open?.querySelector(".select2-search__field")?.setAttribute("aria-label", `Search: ${labelOf(target)}`);
    open?.querySelector(".select2-results__options")?.setAttribute("aria-label", labelOf(target));
  });
  jQuery(document).on("select2:select select2:unselect select2:clear", nameBoxesAfterwards);
}
document.addEventListener("formset:added", nameBoxesAfterwards);
