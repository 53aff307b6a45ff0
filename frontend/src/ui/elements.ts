/** Makes the elements that depend on what the server says. */

type Child = Node | string | null;

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A push button that calls back. */
export function button(words: string, className: string, press: () => void): HTMLButtonElement {
  const made = element("button", { type: "button", class: className }, words);
  made.addEventListener("click", press);
  return made;
}

/** Program text or output with a caption. It scrolls, so the keyboard has to reach it. */
export function textBlock(caption: string, content: string): HTMLElement {
  const empty = element("p", { class: "muted" }, "(nothing)");
  const block = element("pre", { class: "text-block", tabindex: "0", "aria-label": caption, role: "group" }, content);
  return element("figure", { class: "text-figure" }, element("figcaption", {}, caption), content === "" ? empty : block);
}

/** A button that cannot be used for a moment keeps the focus: screen readers would lose their place otherwise. */
export function setUsable(target: HTMLButtonElement, isUsable: boolean): void {
  if (isUsable) target.removeAttribute("aria-disabled");
  else target.setAttribute("aria-disabled", "true");
}

export function isUsable(target: HTMLButtonElement): boolean {
  return target.getAttribute("aria-disabled") !== "true";
}
