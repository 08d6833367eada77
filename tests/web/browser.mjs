// The page in a real browser: browser.mjs PAGE TOKEN NEWS SHOTS, run where package.json is installed.
//
// PAGE is the address of a page whose feeds are hostile, TOKEN what it asks for, NEWS an address
// that makes a feed bring the item it names with ?title=. Pictures of all pages go into SHOTS.
// Prints one line a finding and exits 1 when there is any.
import {execFileSync} from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import {createRequire} from "node:module";

const [base, token, news, shots] = process.argv.slice(2);
const require = createRequire(path.join(process.cwd(), "package.json"));
const puppeteer = require("puppeteer-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const {Validator} = await import(require.resolve("@seriousme/openapi-schema-validator"));
const headers = {Authorization: `Bearer ${token}`};

let findings = 0;
const find = (where, what) => {
  findings += 1;
  console.log(`${where}: ${what}`);
};
const get = async (at) => (await fetch(base + at, {headers})).text();

// What a page may not do: run a stranger's script, ask another host, complain.
const watched = async (browser, where) => {
  const page = await browser.newPage();
  await page.setExtraHTTPHeaders(headers);
  page.on("dialog", async (dialog) => {
    find(where.now, `a script ran: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on("pageerror", (error) => find(where.now, `an error: ${error}`));
  page.on("console", (line) => {
    if (["error", "warn"].includes(line.type())) find(where.now, `the console: ${line.text()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(base)) find(where.now, `asks ${request.url()}`);
  });
  await page.evaluateOnNewDocument(() => {
    document.addEventListener("securitypolicyviolation", (e) =>
      console.error(`CSP ${e.violatedDirective} ${e.blockedURI}`));
  });
  return page;
};

const looks = async (page, where, name) => {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  const width = page.viewport().width;
  if (wide > width) find(where.now, `is ${wide} px wide in a window of ${width}`);
  await page.evaluate(axe);
  const {violations} = await page.evaluate(() => globalThis.axe.run());
  for (const one of violations) {
    for (const node of one.nodes.slice(0, 3)) {
      find(where.now, `axe ${one.id}: ${node.html.slice(0, 200)}: ${node.failureSummary}`);
    }
  }
  await page.screenshot({path: path.join(shots, `${name}.png`)});
};

// Nothing of a stranger became an element, an attribute or an address.
const strangers = (page) => page.evaluate(() => {
  const found = [];
  const ours = new Set(["live.js"]);
  for (const e of document.querySelectorAll("*")) {
    if (["IMG", "IFRAME", "STYLE", "OBJECT", "EMBED", "BASE"].includes(e.tagName.toUpperCase())) {
      found.push(e.outerHTML.slice(0, 200));
    }
    if (e.tagName === "SCRIPT" && !ours.has(e.src.split("/").pop())) found.push(e.outerHTML);
    for (const {name, value} of e.attributes) {
      if (name.startsWith("on") || name === "style") found.push(`${name}=${value}`);
      if (["href", "src", "action"].includes(name) && !/^(https?:\/\/|\/|#main$)/.test(value)) {
        found.push(`${name}=${value}`);
      }
    }
  }
  const hidden = document.body.textContent.match(/[\u0000-\u0008\u202a-\u202e\u2066-\u2069]/u);
  if (hidden) found.push(`U+${hidden[0].codePointAt(0).toString(16)} in the text`);
  return found;
});

const everyPage = async (browser, paths) => {
  const where = {now: ""};
  const page = await watched(browser, where);
  for (const scheme of ["light", "dark"]) {
    await page.emulateMediaFeatures([{name: "prefers-color-scheme", value: scheme}]);
    for (const width of [1100, 360]) {
      await page.setViewport({width, height: width === 360 ? 740 : 800});
      for (const [name, at] of Object.entries(paths)) {
        where.now = `${at} ${scheme} ${width} px`;
        await page.goto(base + at, {waitUntil: "load"});
        await page.$$eval("details", (all) => all.forEach((one) => { one.open = true; }));
        for (const one of await strangers(page)) find(where.now, one);
        await looks(page, where, `${name}-${scheme}-${width}`);
      }
    }
  }
  await page.close();
};

// The first Tab shows the way to the content, Enter goes there.
const byKeyboard = async (browser) => {
  const where = {now: "the keyboard"};
  const page = await watched(browser, where);
  await page.goto(base, {waitUntil: "load"});
  await page.keyboard.press("Tab");
  const skip = await page.evaluate(() => {
    const box = document.activeElement.getBoundingClientRect();
    return document.activeElement.className === "skip" && box.left >= 0 && box.width > 0;
  });
  if (!skip) find(where.now, "the first Tab does not show the skip link");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const inside = await page.evaluate(() => document.querySelector("main").contains(document.activeElement));
  if (!inside) find(where.now, "the skip link does not lead into the content");
  await page.close();
};

const live = async (browser) => {
  const where = {now: "the live page"};
  const page = await watched(browser, where);
  await page.goto(base, {waitUntil: "load"});
  await page.evaluate(() => { globalThis.sameDocument = true; });
  const title = "Glacier calves above Interlaken <& \"quotes\">";
  await fetch(`${news}?title=${encodeURIComponent(title)}`);
  await page.waitForFunction(
    (text) => [...document.querySelectorAll(".events h2")].some((h) => h.textContent === text) &&
      document.getElementById("news").textContent.includes(text),
    {timeout: 20_000}, title).catch(() => find(where.now, "a new event did not appear"));
  if (!await page.evaluate(() => globalThis.sameDocument)) find(where.now, "it was loaded again");
  await page.close();
};

const withoutScripts = async (browser, paths) => {
  const where = {now: "without JavaScript"};
  const page = await watched(browser, where);
  await page.setJavaScriptEnabled(false);
  await page.goto(base + paths.event, {waitUntil: "load"});
  await Promise.all([page.waitForNavigation(), page.click("nav a[href='/']")]);
  await page.type("#q", "Ferry");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  const words = await page.$eval("main", (main) => main.textContent);
  if (!words.includes("Ferry strike")) find(where.now, "the search finds nothing");
  await page.close();
};

// Errors of the Nu checker, which needs Java.
const validHtml = async (paths) => {
  if (!process.env.JAVA) return;
  const folder = fs.mkdtempSync(path.join(shots, "html-"));
  for (const [name, at] of Object.entries(paths)) {
    fs.writeFileSync(path.join(folder, `${name}.html`), await get(at));
  }
  const jar = path.join("node_modules", "vnu-jar", "build", "dist", "vnu.jar");
  try {
    execFileSync(process.env.JAVA, ["-jar", jar, "--format", "gnu", "--stdout", folder],
      {encoding: "utf8"});
  } catch (error) {
    for (const line of String(error.stdout || error).trim().split("\n")) find("Nu checker", line);
  }
};

const validOpenapi = async () => {
  const result = await new Validator().validate(JSON.parse(await get("/api/v1/openapi.json")));
  if (!result.valid) find("openapi.json", JSON.stringify(result.errors));
};

const profile = fs.mkdtempSync(path.join(os.tmpdir(), "newswatch-browser-"));
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM, userDataDir: profile,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]});
try {
  const {events} = JSON.parse(await get("/api/v1/events?limit=200"));
  const told = events.find((one) => one.report_count > 1) ?? events[0];
  const paths = {events: "/", event: `/events/${told.id}`, feeds: "/feeds", topics: "/topics",
    sinks: "/sinks", search: "/search?q=alert", nothing: "/search", "no-hit": "/search?q=nowhere"};
  for (const [i, one] of events.entries()) {
    if (/[<"]|A{99}|[^\x20-\x7e]/u.test(one.title)) paths[`hostile-${i}`] = `/events/${one.id}`;
  }
  if (Object.keys(paths).length < 14) find("the test", "there are too few hostile events");
  await everyPage(browser, paths);
  await byKeyboard(browser);
  await live(browser);
  await withoutScripts(browser, paths);
  await validHtml(paths);
  await validOpenapi();
} finally {
  await browser.close();
  fs.rmSync(profile, {recursive: true, force: true, maxRetries: 3});
}
process.exit(findings === 0 ? 0 : 1);
