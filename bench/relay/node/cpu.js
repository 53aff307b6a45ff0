// CPU time of processes, as Linux accounts it.

import { readdirSync, readFileSync } from "node:fs";

// USER_HZ, which every Linux sets to 100 whatever its kernel's own tick.
const TICKS_PER_SECOND = 100;

function childrenOf(pid) {
  const tasks = readdirSync(`/proc/${pid}/task`);
  return tasks.flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean));
}

/** Seconds of CPU that a process, with all threads and descendants, has used. */
export function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name in parentheses may hold spaces; after it come state (field 3), ..., utime (14), stime (15).
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const own = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  return childrenOf(pid).reduce((sum, child) => sum + cpuSeconds(child), own);
}
