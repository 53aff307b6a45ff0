import * as fs from "fs";
import * as net from "net";

const [canary, port] = fs.readFileSync(0, "utf8").split("\n");
const leaks: string[] = [];
if (fs.existsSync(canary)) leaks.push("file");
if (!fs.readFileSync("/proc/self/status", "utf8").includes("\nSeccomp:\t2\n")) leaks.push("seccomp");
const tell = (): void => console.log(["leaks:", ...leaks].join(" "));
const channel = net.connect(Number(port), "127.0.0.1", () => {
  leaks.push("network");
  channel.destroy();
  tell();
});
channel.on("error", tell);
