// Drives Debian's Firefox over WebDriver BiDi for tests/e2e/firefox.py: one JSON command on each line of standard input, one
// JSON answer on each line of standard output.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [executablePath, packages, network] = process.argv.slice(2);
const puppeteer = createRequire(`${packages}/`)("puppeteer-core");

// Nothing listens there, and nothing goes past it.
const noNetwork = {
  "network.proxy.type": 1,
  "network.proxy.http": "127.0.0.1",
  "network.proxy.http_port": 9,
  "network.proxy.ssl": "127.0.0.1",
  "network.proxy.ssl_port": 9,
  "network.proxy.allow_hijacking_localhost": true,
};
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath,
  headless: true,
  extraPrefsFirefox: {
    // A moving picture and a tone instead of devices, and nobody to ask for them.
    "media.navigator.streams.fake": true,
    "media.navigator.permission.disabled": true,
    "media.autoplay.default": 0,
    // Two browsers on one machine without a network.
    "media.peerconnection.ice.loopback": true,
    "media.peerconnection.ice.obfuscate_host_addresses": false,
    ...(network === "offline" ? noNetwork : { "network.proxy.type": 0 }),
  },
});
const page = await browser.newPage();
await page.setViewport({ width: 1280, height: 800 });
const errors = [];
page.on("pageerror", (error) => errors.push(String(error)));
const requests = [];
page.on("request", (request) => requests.push(request.url()));
await page.evaluateOnNewDocument(() => {
  window.policyViolations = [];
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => {
    window.policyViolations.push(`${violatedDirective} ${blockedURI} ${sample}`);
  });
});

const commands = {
  goto: ({ url }) => page.goto(url).then(() => null),
  reload: () => page.reload().then(() => null),
  evaluate: ({ script }) => page.evaluate(script),
  click: ({ selector }) => page.click(selector),
  // Into what has the focus.
  type: ({ text }) => page.keyboard.type(text),
  press: async ({ keys }) => {
    for (const key of keys.slice(0, -1)) await page.keyboard.down(key);
    await page.keyboard.press(keys.at(-1));
    for (const key of keys.slice(0, -1).reverse()) await page.keyboard.up(key);
  },
  drag: async ({ from, to }) => {
    await page.mouse.move(...from);
    await page.mouse.down();
    await page.mouse.move(...to, { steps: 5 });
    await page.mouse.up();
  },
  screenshot: ({ path }) => page.screenshot({ path }).then(() => null),
  errors: () => errors,
  requests: () => requests,
};

for await (const line of createInterface({ input: process.stdin })) {
  const { name, ...options } = JSON.parse(line);
  let answer;
  try {
    answer = { value: (await commands[name](options)) ?? null };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
