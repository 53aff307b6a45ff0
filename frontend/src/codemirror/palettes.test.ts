import { expect, it } from "vitest";

import tokens from "../styles/tokens.css?raw";
import { palettes } from "./palettes";

const [light = "", dark = ""] = tokens.split("@media (prefers-color-scheme: dark)");

function tokensOf(css: string): Map<string, string> {
  return new Map([...css.matchAll(/--([\w-]+): ([^;]+);/g)].map(([, name = "", value = ""]) => [name, value]));
}

it.each([
  ["light", light],
  ["dark", dark],
])("%s is the page's own, chosen by hand", (name, css) => {
  const own = tokensOf(css);
  for (const [token, value] of Object.entries(palettes[name] ?? {})) {
    const said = own.get(token);
    // Open Props' scales are not ours to repeat here.
    if (said?.startsWith("var(") === false) expect([token, value]).toEqual([token, said]);
  }
});

function luminance(hex: string): number {
  const full = hex.length === 4 ? hex.replace(/[\da-f]/gi, "$&$&") : hex;
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(full.slice(start, start + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrastOf(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

it.each([
  ["light", 4.5],
  ["dark", 4.5],
  ["contrast", 7],
])("%s can be read: contrasts of %d at least", (name, least) => {
  const palette = palettes[name] ?? {};
  const inks = Object.keys(palette).filter((token) =>
    /^(text|text-muted|danger-ink|warn-ink|code-(?!selection|match|active))/.test(token),
  );
  expect(inks.length).toBeGreaterThan(8);
  for (const ink of inks) expect(contrastOf(palette[ink] ?? "", palette["surface"] ?? ""), ink).toBeGreaterThanOrEqual(least);
});
