/** Colours of code that somebody chose against the page's own, which follow the system (styles/tokens.css). */
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

import type { Preferences } from "./preferences";

/** Names of tokens without the two dashes. Each reads on `surface` with a contrast of 4.5 at least, of 7 in `contrast`. */
type Palette = Readonly<Record<string, string>>;

const light: Palette = {
  surface: "#fff",
  "surface-raised": "#fff",
  "surface-sunken": "#f1f3f5",
  line: "#ced4da",
  "line-strong": "#868e96",
  text: "#212529",
  "text-muted": "#5a626b",
  accent: "#3b5bdb",
  "accent-text": "#fff",
  focus: "#4263eb",
  danger: "#c92a2a",
  "danger-soft": "#fff5f5",
  "danger-ink": "#a61e1e",
  "warn-soft": "#fff4d1",
  "warn-ink": "#6b4a00",
  "code-keyword": "#7a1fa2",
  "code-string": "#1e6b31",
  "code-number": "#96400a",
  "code-comment": "#5a626b",
  "code-function": "#1c4f9c",
  "code-type": "#0b5f6b",
  "code-meta": "#6b4a00",
  "code-selection": "#cfd8fb",
  "code-match": "#fff0b8",
  "code-active-line": "rgb(76 110 245 / 7%)",
  "person-text": "#fff",
  "person-1": "#a61e4d",
  "person-2": "#0b6b7d",
  "person-3": "#5f3dc4",
  "person-4": "#8a4200",
  "person-1-soft": "rgb(166 30 77 / 16%)",
  "person-2-soft": "rgb(11 107 125 / 16%)",
  "person-3-soft": "rgb(95 61 196 / 16%)",
  "person-4-soft": "rgb(138 66 0 / 16%)",
};

const dark: Palette = {
  surface: "#1b1f24",
  "surface-raised": "#22272d",
  "surface-sunken": "#15181c",
  line: "#363c44",
  "line-strong": "#757e89",
  text: "#e6e9ed",
  "text-muted": "#a3abb5",
  accent: "#5c7cfa",
  "accent-text": "#0b1020",
  focus: "#91a7ff",
  danger: "#e03131",
  "danger-soft": "#3b1d20",
  "danger-ink": "#ffa8a8",
  "warn-soft": "#362b0f",
  "warn-ink": "#ffe066",
  "code-keyword": "#d9a8ff",
  "code-string": "#8ce99a",
  "code-number": "#ffb48a",
  "code-comment": "#a3abb5",
  "code-function": "#9cc2ff",
  "code-type": "#7fd6e0",
  "code-meta": "#ffe066",
  "code-selection": "#34406f",
  "code-match": "#4a3f14",
  "code-active-line": "rgb(145 167 255 / 8%)",
  "person-text": "#10131a",
  "person-1": "#ff8fab",
  "person-2": "#66d9e8",
  "person-3": "#b197fc",
  "person-4": "#ffc078",
  "person-1-soft": "rgb(255 143 171 / 22%)",
  "person-2-soft": "rgb(102 217 232 / 22%)",
  "person-3-soft": "rgb(177 151 252 / 22%)",
  "person-4-soft": "rgb(255 192 120 / 22%)",
};

const contrast: Palette = {
  surface: "#000000",
  "surface-raised": "#000000",
  "surface-sunken": "#000000",
  line: "#ffffff",
  "line-strong": "#ffffff",
  text: "#ffffff",
  "text-muted": "#d9d9d9",
  accent: "#ffe14d",
  "accent-text": "#000000",
  focus: "#ffe14d",
  danger: "#ff9d9d",
  "danger-soft": "#3d0000",
  "danger-ink": "#ffb3b3",
  "warn-soft": "#332600",
  "warn-ink": "#ffe14d",
  "code-keyword": "#e5b3ff",
  "code-string": "#9dffb0",
  "code-number": "#ffc999",
  "code-comment": "#d9d9d9",
  "code-function": "#a8d1ff",
  "code-type": "#8ff0ff",
  "code-meta": "#ffe14d",
  "code-selection": "#2f4bb3",
  "code-match": "#5c5200",
  "code-active-line": "rgb(255 255 255 / 14%)",
  "person-text": "#10131a",
  "person-1": "#ff8fab",
  "person-2": "#66d9e8",
  "person-3": "#b197fc",
  "person-4": "#ffc078",
  "person-1-soft": "rgb(255 143 171 / 22%)",
  "person-2-soft": "rgb(102 217 232 / 22%)",
  "person-3-soft": "rgb(177 151 252 / 22%)",
  "person-4-soft": "rgb(255 192 120 / 22%)",
};

function overridden(palette: Palette, isDark: boolean): Extension {
  const tokens = Object.fromEntries(Object.entries(palette).map(([name, value]) => [`--${name}`, value]));
  return EditorView.theme({ "&": { ...tokens, colorScheme: isDark ? "dark" : "light" } }, { dark: isDark });
}

const themes: Readonly<Record<Exclude<Preferences["colours"], "system">, Extension>> = {
  light: overridden(light, false),
  dark: overridden(dark, true),
  contrast: overridden(contrast, true),
};

export function palette(colours: Preferences["colours"]): Extension {
  return colours === "system" ? [] : themes[colours];
}

export const palettes: Readonly<Record<string, Palette>> = { light, dark, contrast };
