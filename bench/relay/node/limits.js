// Token buckets, one for each event of a connection.

export class Limiter {
  #buckets = new Map();
  #factor;

  constructor(factor) {
    this.#factor = factor;
  }

  spend(event, { perSecond, burst }, Refused) {
    const now = performance.now() / 1000;
    let bucket = this.#buckets.get(event);
    if (bucket === undefined) {
      bucket = { tokens: burst * this.#factor, at: now };
      this.#buckets.set(event, bucket);
    }
    bucket.tokens = Math.min(burst * this.#factor, bucket.tokens + (now - bucket.at) * perSecond * this.#factor);
    bucket.at = now;
    if (bucket.tokens < 1) throw new Refused("rate_limited", "Too many of these; wait and repeat.");
    bucket.tokens -= 1;
  }
}
