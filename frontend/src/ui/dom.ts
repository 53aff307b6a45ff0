/** Finding what the server rendered. A missing element is our own mistake and fails at once, by name. */

type Constructor<Type extends Element> = abstract new () => Type;

export function byId<Type extends Element>(id: string, type: Constructor<Type>): Type {
  const element = document.getElementById(id);
  if (element instanceof type) return element;
  throw new Error(`The page has no ${type.name} #${id}`);
}

/** For elements that only one role's page has. */
export function maybeById<Type extends Element>(id: string, type: Constructor<Type>): Type | null {
  return document.getElementById(id) === null ? null : byId(id, type);
}

export function within<Type extends Element>(root: ParentNode, selector: string, type: Constructor<Type>): Type {
  const element = root.querySelector(selector);
  if (element instanceof type) return element;
  throw new Error(`The page has no ${type.name} at ${selector}`);
}

/** Writes only what changed: live regions would read the same words again, and layout would run for nothing. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
