/** Whether the reader wants dark pages, for React's `useSyncExternalStore`. */
const darkness = matchMedia("(prefers-color-scheme: dark)");

export function isDark(): boolean {
  return darkness.matches;
}

export function watchDarkness(listener: () => void): () => void {
  darkness.addEventListener("change", listener);
  return () => {
    darkness.removeEventListener("change", listener);
  };
}
