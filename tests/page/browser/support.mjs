// A stage for the tests, and a browser that looks at it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before } from "node:test";
import { chromium } from "playwright-core";

const STAGE = join(process.env.CARGO_TARGET_DIR ?? "../../target", "debug/page");
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
  const child = spawn(STAGE, what, { stdio: ["pipe", "pipe", "inherit"] });
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the stage ended with ${code}: cargo build -p page`)));
  });
  const facts = JSON.parse(line);
  const started = {
    ...facts,
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

/** Opens the page in a browser of its own. */
export async function open(stage, { view = "", ...options } = {}) {
  const context = await browser.newContext({ viewport: DESK, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on("console", (message) => message.type() === "error" && !isMeant(message) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(stage.pageUrl + view);
  await page.getByRole("navigation", { name: "Views" }).waitFor();
  return page;
}

/** Browsers complain of every answer that is an error, also of those that a test asks for. */
const isMeant = (message) => /^Failed to load resource/.test(message.text()) && /\/console\/api\//.test(message.location().url);

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

/** Keeps a picture for people, when they ask for it with PICTURES=directory. */
export async function picture(page, name) {
  const directory = process.env.PICTURES;
  if (!directory) return;
  mkdirSync(directory, { recursive: true });
  await page.screenshot({ path: join(directory, `${name}.png`) });
}
