// Stages for the tests, and a browser that looks at them.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before } from "node:test";
import { chromium } from "playwright-core";

const BUILT = join(process.env.CARGO_TARGET_DIR ?? "../../target", "debug");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

let browser;
const stages = [];
/** What the browser complained about: errors of scripts, what the policy refused, what was not found. */
const complaints = [];

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
});
after(async () => {
  await browser?.close();
  await Promise.all(stages.map((stage) => stage.end()));
  assert.deepEqual(complaints, []);
});

/** Starts local Botpress with the desk and the porter, or with nothing (`empty`). */
export async function stage(...what) {
  const child = spawn(join(BUILT, "page"), what, { stdio: ["pipe", "pipe", "inherit"] });
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the stage ended with ${code}: cargo build -p page`)));
  });
  const facts = JSON.parse(line);
  const started = {
    ...facts,
    navigation: "Views",
    order: (order) => child.stdin.write(`${order}\n`),
    end: () => new Promise((resolve) => (child.exitCode === null ? (child.once("exit", resolve), child.stdin.end()) : resolve())),
    /** Sends a webhook from outside. */
    send: async (path, body, headers = {}) => {
      const sent = await fetch(facts.webhookUrl + path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      });
      return sent.status;
    },
    /** A visitor writes in a room of the lobby. */
    visit: (room, badge, text) => started.send("", { room, badge, text }, { authorization: "Bearer of-the-visitor" }),
  };
  stages.push(started);
  return started;
}

/** Starts what `cargo run -p slack` starts, and waits until its conversation is over: the page is that of the workspace. */
export async function slack() {
  const child = spawn(join(BUILT, "slack"), { stdio: ["ignore", "pipe", "inherit"] });
  const pageUrl = await new Promise((resolve, reject) => {
    let url;
    createInterface({ input: child.stdout }).on("line", (line) => {
      url ??= /page of Slack +(\S+)/.exec(line)?.[1];
      if (/Ctrl-C stops/.test(line)) resolve(`${url}/`);
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the demonstration ended with ${code}: cargo build -p slack`)));
  });
  const end = () => new Promise((resolve) => (child.exitCode === null ? (child.once("exit", resolve), child.kill("SIGINT")) : resolve()));
  stages.push({ end });
  return { pageUrl, navigation: "Channels and people" };
}

/** What stands where pictures are that the network would have. */
const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="270"><rect width="480" height="270" fill="#2b6cb0"/><circle cx="240" cy="135" r="70" fill="#fff"/></svg>`;

/** Opens the page in a browser of its own. */
export async function open(stage, { view = "", ...options } = {}) {
  const context = await browser.newContext({ viewport: DESK, ...options });
  await context.route("https://example.com/**", (route) => route.fulfill({ contentType: "image/svg+xml", body: PICTURE }));
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on("console", (message) => message.type() === "error" && !isMeant(message) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(stage.pageUrl + view);
  // On a phone it is there, beside the screen.
  await page.getByRole("navigation", { name: stage.navigation, includeHidden: true }).waitFor({ state: "attached" });
  return page;
}

/** Browsers complain of every answer that is an error, also of those that a test asks for. */
const isMeant = (message) => /^Failed to load resource/.test(message.text()) && /\/(console\/api|page\/acts)\b/.test(message.location().url);

export const go = (page, view) => page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: view }).click();

/** Says something in the chat, and waits for an answer with this text. */
export async function say(page, text, answer) {
  const box = page.getByLabel("Message", { exact: true });
  await box.fill(text);
  await box.press("Enter");
  if (answer) await messages(page).filter({ hasText: answer }).last().waitFor();
}

export const messages = (page) => page.getByRole("log", { name: "Messages" }).getByRole("listitem");

/** Opens the conversation of this visitor. */
export async function conversation(page, name) {
  await page.getByRole("navigation", { name: "Conversations" }).getByRole("link", { name }).click();
  await page.getByRole("log", { name: "Messages" }).waitFor();
}

/** Waits until a condition in the page holds. */
export const until = (page, condition, argument) => page.waitForFunction(condition, argument);

/** The steps that are to be seen, as `kind title`, when there are as many as wanted. */
export async function steps(page, wanted) {
  const lines = page.locator(".chain-body:not([hidden]) .step-line");
  const read = () => lines.evaluateAll((all) => all.map((line) => `${line.querySelector(".badge").textContent} ${line.title}`));
  await until(
    page,
    (wanted) => {
      const found = [...document.querySelectorAll(".chain-body:not([hidden]) .step-line")].map((line) => `${line.querySelector(".badge").textContent} ${line.title}`);
      return wanted.every((one) => found.some((line) => line.includes(one)));
    },
    wanted,
  ).catch(async () => assert.fail(`wanted ${JSON.stringify(wanted)}, there is ${JSON.stringify(await read())}`));
  return read();
}

/** Presses Tab until this has the focus. */
export async function tabTo(page, name, key = "Tab") {
  const seen = [];
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press(key);
    const label = await page.evaluate(() => {
      const { activeElement: element } = document;
      return element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent.trim();
    });
    seen.push(label);
    if (typeof name === "string" ? label === name : name.test(label)) return;
  }
  assert.fail(`Tab does not lead to ${name}: ${JSON.stringify(seen)}`);
}

/** Nothing is wider than the screen, nor are the parts of the page that scroll. */
export async function fits(page, view, parts) {
  const [width, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(width <= screen, `${view}: ${width} > ${screen}`);
  const wide = await page.evaluate(
    (parts) => [...document.querySelectorAll(parts)].filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.className || box.id || box.tagName),
    parts,
  );
  assert.deepEqual(wide, [], view);
}

/** axe finds nothing serious. The page was opened with `bypassCSP`. */
export async function accessible(page, view) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  const grave = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
  const told = grave.flatMap(({ id, nodes }) => nodes.map((node) => `${view}: ${id}: ${node.target} ${node.failureSummary}`));
  assert.deepEqual(told, []);
}

/** Keeps a picture for people, when they ask for it with PICTURES=directory. */
export async function picture(page, name) {
  const directory = process.env.PICTURES;
  if (!directory) return;
  mkdirSync(directory, { recursive: true });
  await page.screenshot({ path: join(directory, `${name}.png`) });
}
