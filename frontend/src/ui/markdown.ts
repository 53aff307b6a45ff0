/**
 * Markdown as elements: CommonMark with tables, where a line break is kept. Built token by token, so that nothing that somebody
 * wrote is ever read as HTML: HTML is shown as the text that it is, images as their words, and links lead to web pages only.
 */
import { Lexer, type Token, type Tokens } from "marked";

import { element } from "./elements";

export interface MarkdownElement {
  readonly tag: keyof HTMLElementTagNameMap;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly MarkdownNode[];
}

export type MarkdownNode = string | MarkdownElement;

/** Shows the text in place of what the element holds. */
export function showMarkdown(target: HTMLElement, text: string): void {
  target.replaceChildren(...markdownNodes(text).map(draw));
}

/** Draws what the server left as text in `data-markdown`. */
export function showAllMarkdown(root: ParentNode): void {
  for (const target of root.querySelectorAll<HTMLElement>("[data-markdown]")) showMarkdown(target, target.textContent);
}

/** What to show, as plain data. */
export function markdownNodes(text: string): readonly MarkdownNode[] {
  return blocks(tokensOf(text));
}

function draw(shown: MarkdownNode): Node | string {
  return typeof shown === "string" ? shown : element(shown.tag, shown.attributes, ...shown.children.map(draw));
}

/** The first line of the text as it reads, without its marks. */
export function plainFirstLine(text: string): string {
  const words = plainText(tokensOf(text)).trim();
  return words.split("\n", 1)[0] ?? "";
}

/** Deeper than anybody nests; what is deeper is shown as it was written. */
const maxDepth = 40;

function tokensOf(text: string): readonly Token[] {
  const plain: Tokens.Text = { type: "text", raw: text, text, escaped: false };
  try {
    const tokens = new Lexer({ gfm: true, breaks: true }).lex(text);
    return depthOf(tokens, maxDepth) > maxDepth ? [plain] : tokens;
  } catch (error) {
    // The reader calls itself for each level, and runs out of stack.
    if (error instanceof RangeError) return [plain];
    throw error;
  }
}

/** How deep they are nested, looked at no further than a level below `limit`. */
function depthOf(tokens: readonly Token[], limit: number): number {
  if (limit < 0) return 1;
  const inner = tokens.map((token) => {
    const children = token.type === "list" ? (token as Tokens.List).items : childrenOf(token);
    return children === null ? 0 : depthOf(children, limit - 1);
  });
  return 1 + Math.max(0, ...inner);
}

function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      switch (token.type) {
        case "space":
        case "br":
          return "\n";
        case "list":
          return (token as Tokens.List).items.map((item) => plainText(item.tokens)).join("\n");
        case "html":
          return token.raw;
        default: {
          const inner = childrenOf(token);
          return `${inner === null ? textOf(token) : plainText(inner)}${isBlock(token) ? "\n" : ""}`;
        }
      }
    })
    .join("");
}

function isBlock({ type }: Token): boolean {
  return type === "paragraph" || type === "heading" || type === "code" || type === "blockquote";
}

function childrenOf(token: Token): readonly Token[] | null {
  return "tokens" in token ? (token.tokens ?? null) : null;
}

function textOf(token: Token): string {
  return "text" in token && typeof token.text === "string" ? token.text : token.raw;
}

type Content = readonly MarkdownNode[];

function node(tag: MarkdownElement["tag"], attributes: Readonly<Record<string, string>>, ...children: Content): MarkdownElement {
  return { tag, attributes, children };
}

function blocks(tokens: readonly Token[]): Content {
  return tokens.flatMap(block);
}

function block(token: Token): Content {
  switch (token.type) {
    case "space":
    case "def":
      return [];
    case "hr":
      return [node("hr", {})];
    case "heading":
      // Not a heading of the page: its outline is ours, and a question does not get into it.
      return [node("p", { class: "markdown-heading" }, ...inlines(childrenOf(token) ?? []))];
    case "paragraph":
      return [node("p", {}, ...inlines(childrenOf(token) ?? []))];
    case "code":
      return [node("pre", { class: "markdown-code", tabindex: "0" }, node("code", {}, textOf(token)))];
    case "blockquote":
      return [node("blockquote", {}, ...blocks(childrenOf(token) ?? []))];
    case "list":
      return [list(token as Tokens.List)];
    case "table":
      return [table(token as Tokens.Table)];
    case "text":
      // In a tight list.
      return childrenOf(token) === null ? [textOf(token)] : inlines(childrenOf(token) ?? []);
    default:
      return [node("p", {}, token.raw)];
  }
}

function list({ ordered, start, items }: Tokens.List): MarkdownNode {
  const rows = items.map((item) => node("li", {}, ...blocks(item.tokens)));
  if (!ordered) return node("ul", {}, ...rows);
  return node("ol", start === "" || start === 1 ? {} : { start: String(start) }, ...rows);
}

function table({ header, rows }: Tokens.Table): MarkdownNode {
  const head = node("tr", {}, ...header.map((cell) => node("th", { scope: "col" }, ...inlines(cell.tokens))));
  const body = rows.map((row) => node("tr", {}, ...row.map((cell) => node("td", {}, ...inlines(cell.tokens)))));
  return node("table", {}, node("thead", {}, head), node("tbody", {}, ...body));
}

function inlines(tokens: readonly Token[]): Content {
  return tokens.flatMap(inline);
}

function inline(token: Token): Content {
  const inner = (): Content => inlines(childrenOf(token) ?? []);
  switch (token.type) {
    case "text":
      return childrenOf(token) === null ? [textOf(token)] : inner();
    case "escape":
      return [textOf(token)];
    case "strong":
      return [node("strong", {}, ...inner())];
    case "em":
      return [node("em", {}, ...inner())];
    case "del":
      return [node("del", {}, ...inner())];
    case "codespan":
      return [node("code", {}, textOf(token))];
    case "br":
      return [node("br", {}), "\n"];
    case "link":
      return [link((token as Tokens.Link).href, inner())];
    case "image":
      return [textOf(token)];
    default:
      return [token.raw];
  }
}

function link(href: string, content: Content): MarkdownNode {
  if (!/^https?:/i.test(href) || !URL.canParse(href)) return node("span", {}, ...content);
  return node("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, ...content);
}
