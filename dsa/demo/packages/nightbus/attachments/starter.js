const numbers = require("fs").readFileSync(0, "utf8").trim().split(/\s+/).map(Number);
const [n, k] = numbers;
const lines = Array.from({ length: n }, (_, i) => ({ first: numbers[2 + 2 * i], period: numbers[3 + 2 * i] }));

console.log(0);
