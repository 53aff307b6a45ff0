const [a, b, x, y] = require("fs").readFileSync(0, "utf8").trim().split(/\s+/).map(BigInt);
const gcd = (p, q) => (q === 0n ? p : gcd(q, p % q));
const multiples = (step) => b / step - (a - 1n) / step;
console.log(String(multiples(x) + multiples(y) - 2n * multiples((x / gcd(x, y)) * y)));
