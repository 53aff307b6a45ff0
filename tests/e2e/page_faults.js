// What is wrong with the page as it stands, as lines of text; `options` are axe's. Axe has to be there. What is folded is opened first.
async (options) => {
  for (const one of document.querySelectorAll("details")) one.open = true;
  // Widgets that jQuery draws may come after the load event.
  if (window.django?.jQuery) await new Promise((resolve) => window.django.jQuery(resolve));

  const nameOf = (element) => {
    const [parts, path] = [[], element.closest("[id]") ?? element];
    parts.push(path.id ? `#${path.id}` : path.tagName.toLowerCase());
    if (path !== element) parts.push(element.tagName.toLowerCase() + (element.className ? `.${element.className}` : ""));
    return parts.join(" ");
  };
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true });
  const isForEarsAlone = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width <= 1 || height <= 1;
  };
  const found = [];

  // Preloading reads style sheets in a way that the policy forbids, and only finds what we do not do.
  const axeFound = await axe.run(document, { resultTypes: ["violations"], preload: false, ...options });
  for (const rule of axeFound.violations) {
    for (const node of rule.nodes) found.push(`${rule.id} (${rule.impact}): ${node.target} ${node.failureSummary}`);
  }

  const width = document.scrollingElement.scrollWidth;
  if (width > innerWidth) found.push(`the page is ${width} px wide`);

  for (const element of document.querySelectorAll("body *")) {
    if (!(element instanceof HTMLElement) || element.scrollWidth <= element.clientWidth + 1 || !element.clientWidth) continue;
    const style = getComputedStyle(element);
    // Words that stand far outside are for ears, beside a picture.
    if (style.display === "inline" || Number.parseFloat(style.textIndent) < -999) continue;
    if (style.overflowX === "visible" || !isShown(element) || isForEarsAlone(element)) continue;
    if (element.matches("input, textarea, select, [contenteditable]")) continue;
    const size = `${element.scrollWidth} of ${element.clientWidth} px`;
    if (style.overflowX === "hidden" || style.overflowX === "clip") {
      if (style.textOverflow !== "ellipsis") found.push(`cut: ${nameOf(element)} ${size}`);
    } else if (innerWidth >= 1280 && element.matches("#changelist .results")) {
      found.push(`columns out of sight: ${size}`);
    } else if (element.tabIndex < 0 || !(element.ariaLabel || element.getAttribute("aria-labelledby"))) {
      found.push(`scrolls, but cannot be focused or has no name: ${nameOf(element)} ${size}`);
    }
  }

  for (const control of document.querySelectorAll("input:not([type=hidden], [type=submit], [type=button]), select, textarea")) {
    if (!isShown(control)) continue;
    const name = control.ariaLabel || control.getAttribute("aria-labelledby") || control.labels?.[0]?.textContent.trim();
    if (!name) found.push(`no label: ${nameOf(control)} ${control.name}`);
  }

  return [...found, ...(window.probe?.violations() ?? []).map((one) => `content security policy: ${one}`)];
};
