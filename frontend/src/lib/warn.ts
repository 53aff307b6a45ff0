/** The one place where the console is right: what went wrong and was survived, for whoever looks into a bad call. */
export function warn(message: string, detail: unknown): void {
  // eslint-disable-next-line no-console
  console.warn(`talentsync: ${message}`, detail);
}
