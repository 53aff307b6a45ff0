// Numbers of JavaScript are exact only up to 2^53.
const [a, b, x, y] = require("fs").readFileSync(0, "utf8").trim().split(/\s+/).map(Number);
const gcd = (p, q) => (q === 0 ? p : gcd(q, p % q));
const multiples = (step) => Math.floor(b / step) - Math.floor((a - 1) / step);
console.log(String(multiples(x) + multiples(y) - 2 * multiples((x / gcd(x, y)) * y)));
