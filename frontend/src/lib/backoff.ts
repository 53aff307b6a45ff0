/** How long to wait before try number `attempt` (from 1): doubles from `firstMs` up to `ceilingMs`. */
export function backoffDelayMs(attempt: number, limits: { readonly firstMs: number; readonly ceilingMs: number }): number {
  return Math.min(limits.ceilingMs, limits.firstMs * 2 ** (Math.max(1, attempt) - 1));
}
