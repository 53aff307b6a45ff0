// Ticks what is usual for the chosen stage, in the fields of other apps. What a person ticked or unticked stays so.
"use strict";

{
  const usual = JSON.parse(document.getElementById("stage-usual").textContent);

  // Before the link that follows it in the label.
  const name = (box) => box.nextSibling.textContent.trim();

  for (const scope of document.querySelectorAll("[data-usual-scope]")) {
    const stage = scope.querySelector('select[name$="stage"]');
    for (const part of scope.querySelectorAll("[data-usual]")) {
      const ofStages = usual[part.dataset.usual];
      const boxes = [...part.querySelectorAll('input[type="checkbox"]')];
      const ticked = part.querySelector("[data-ticked]");
      const ofStage = () => (ofStages?.[stage.value] ?? []).map(String);
      const isUsual = (box) => ofStage().includes(box.value);
      // After a page that was refused, or that the browser has brought back, some are already.
      const byHand = new Set(boxes.filter((box) => box.checked !== isUsual(box)));

      function tell() {
        const order = ofStage();
        const place = (box) => (order.includes(box.value) ? order.indexOf(box.value) : order.length);
        const names = boxes.filter((box) => box.checked).sort((one, other) => place(one) - place(other)).map(name);
        const words = names.length > 1 ? `Ticked, in this order: ${names.join("; ")}.` : names.length ? `Ticked: ${names[0]}.` : "None is ticked.";
        if (boxes.length && ticked.textContent !== words) ticked.textContent = words;
      }

      function show() {
        part.hidden = ofStages !== undefined && !(stage.value in ofStages);
        for (const box of boxes) if (ofStages && !byHand.has(box)) box.checked = isUsual(box);
        tell();
      }

      part.addEventListener("change", (event) => {
        byHand.add(event.target);
        tell();
      });
      stage.addEventListener("change", show);
      show();
    }
  }
}
