// The recording: searching, filtering, sending again, live.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { go, open, picture, say, conversation, stage, steps, until } from "./support.mjs";

let desk;
before(async () => (desk = await stage()));

const chains = (page) => page.locator(".chain");

test("a webhook shows up as it happens, and is sent again, edited", async () => {
  const page = await open(desk, { view: "#/activity" });
  await page.getByText("live", { exact: true }).waitFor();
  assert.equal(await desk.visit("Lobby 1", "A-1", "Good morning"), 200);
  const chain = chains(page).filter({ hasText: "Good morning" });
  await chain.getByRole("button", { name: /Webhook POST/ }).click();
  await steps(page, ["Webhook POST /", "Operation webhook_received → desk", "API getOrCreateUser by desk", "State visits of the user", "Log visit 1: Good morning", "Message in · text Good morning"]);
  await picture(page, "6-trace");
  await chain.locator(".step-line").first().click();
  await chain.getByText("headers").first().click();
  await chain.getByText("••••••••").waitFor();
  assert.equal(await chain.getByText("of-the-visitor").count(), 0, "what lets somebody in is not recorded");
  await picture(page, "7-step");

  await chain.getByRole("button", { name: "Send again" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Send the webhook again" });
  const body = dialog.getByLabel("Body");
  assert.match(await body.inputValue(), /"text": "Good morning"/);
  await picture(page, "8-again");
  await body.fill('{ "room": "Lobby 1", "badge": "A-1", "text": "Good evening" }');
  await dialog.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("Answered with status 200").waitFor();
  const again = chains(page).filter({ hasText: "Good evening" });
  await again.waitFor();
  await steps(page, ["You sent a webhook", "Log visit 2: Good evening", "Message out · text You said: Good evening"]);
});

test("an operation is sent again, edited, and an error is shown", async () => {
  await desk.visit("Lobby 2", "A-2", "Hello");
  const page = await open(desk, { view: "#/activity" });
  await chains(page).filter({ hasText: "Hello" }).getByRole("button", { name: /Webhook POST/ }).click();
  await steps(page, ["API updateMessage by desk"]);
  const chain = chains(page).filter({ hasText: "Hello" });
  await chain.getByRole("button", { name: /^Operation message_created/ }).click();
  await chain.getByRole("button", { name: "Send again" }).click();
  const dialog = page.getByRole("dialog", { name: "Send message_created to desk again" });
  const body = dialog.getByLabel("Body");
  await body.fill((await body.inputValue()).replaceAll("You said: Hello", "nowhere to be seen"));
  await dialog.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("Answered with status 400").waitFor();
  await page.locator(".step-why").getByText("the lobby has no such screen").first().waitFor();
});

test("the recording is searched and filtered", async () => {
  await desk.visit("Lobby 3", "A-3", "needle in the hay");
  await desk.send("/bell?door=garage", {});
  assert.equal(await desk.send("", { wrong: true }), 400);
  const page = await open(desk, { view: "#/activity" });
  await chains(page).filter({ hasText: "needle" }).waitFor();
  await page.getByLabel("Search the recording").fill("NEEDLE in");
  await until(page, () => document.querySelectorAll(".chain").length === 1);
  await page.getByLabel("Search the recording").fill("");
  await page.getByLabel("Kind").selectOption("event");
  await chains(page).filter({ hasText: "/bell?door=garage" }).waitFor();
  await until(page, () => document.querySelectorAll(".chain").length === 1);
  await page.getByLabel("Kind").selectOption("");
  await page.getByLabel("Failures only").check();
  await until(page, () => [...document.querySelectorAll(".chain")].length > 0 && [...document.querySelectorAll(".chain")].every((chain) => chain.classList.contains("failed")));
  await picture(page, "9-failures");
  await page.getByLabel("Search the recording").fill("nothing has this");
  await page.getByRole("heading", { name: "Nothing here" }).waitFor();
});

test("what is long is paged", async () => {
  for (let number = 0; number < 35; number += 1) await desk.send(`/bell?door=${number}`, {});
  const page = await open(desk, { view: "#/activity" });
  await chains(page).filter({ hasText: "/bell?door=34" }).waitFor();
  assert.equal(await chains(page).count(), 30);
  assert.equal(await chains(page).filter({ hasText: "/bell?door=0" }).count(), 0);
  await page.getByRole("button", { name: "Show older ones" }).click();
  await chains(page).filter({ hasText: "/bell?door=0" }).waitFor();
});

test("what dev tells is shown at once, and goes", async () => {
  const page = await open(desk);
  desk.order("progress");
  await page.getByText("Building front-desk").waitFor();
  desk.order("problem");
  const notice = page.getByRole("status", { name: "Notice" });
  await notice.getByText("error[E0425]: cannot find value `name` in this scope").waitFor();
  await picture(page, "10-problem");
  desk.order("clear");
  await notice.getByText("E0425").waitFor({ state: "detached" });
});

test("a conversation's message leads to its trace", async () => {
  await desk.visit("Lobby 4", "A-4", "Hello");
  const page = await open(desk);
  await conversation(page, /A-4/);
  await say(page, "second", "You said: second");
  await page.getByRole("button", { name: "Trace of this message of A-4" }).first().click();
  await steps(page, ["Webhook POST /", "Message in · text Hello"]);
  await go(page, "Data");
  await page.getByRole("tab", { name: "States" }).click();
  await page.getByRole("button", { name: "Edit the state account" }).waitFor();
  assert.ok((await page.getByText('"••••••••"').count()) > 0);
});
