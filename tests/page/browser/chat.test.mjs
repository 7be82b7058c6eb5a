// The chat: typing, answers, what they cause.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { conversation, go, messages, open, picture, say, stage, steps } from "./support.mjs";

let desk;
before(async () => (desk = await stage()));

test("a newcomer is told what to do, and where everything is", async () => {
  const empty = await stage("empty");
  const page = await open(empty);
  await page.getByRole("heading", { name: "Welcome to local Botpress" }).waitFor();
  await page.getByText("cargo botpress dev", { exact: true }).waitFor();
  await page.getByText(new URL(empty.pageUrl).origin, { exact: true }).waitFor();
  assert.ok(await page.getByRole("button", { name: "New conversation" }).isDisabled());
  await picture(page, "1-empty");
});

test("what is typed is answered, and what it caused is shown with causes, times and payloads", async () => {
  const page = await open(desk);
  await page.getByRole("button", { name: "Lobby Front desk" }).click();
  const dialog = page.getByRole("dialog", { name: "New conversation" });
  await dialog.getByLabel("Room").fill("Hall");
  await dialog.getByLabel("Name").fill("Ada Lovelace");
  await dialog.getByLabel("Badge").fill("B-1");
  await dialog.getByRole("button", { name: "Begin" }).click();
  await page.getByRole("heading", { name: "Lobby" }).waitFor();
  await say(page, "Good morning", "You said: Good morning");
  await messages(page).filter({ hasText: "delivered" }).waitFor();

  const lines = await steps(page, ["Operation message_created → desk", "API updateMessage by desk", "Log shown in the lobby"]);
  assert.deepEqual(lines.slice(0, 5), [
    "You wrote a text",
    "Message in · text Good morning",
    "Bot handles the message",
    "Message out · text You said: Good morning",
    "Operation message_created → desk",
  ]);
  const trace = page.getByRole("tabpanel", { name: "Trace" });
  const line = trace.getByRole("button", { name: /^API updateMessage/ });
  assert.match(await line.textContent(), /200.*ms/);
  await line.click();
  await trace.getByRole("region", { name: "Request" }).getByText('"line"').waitFor();
  await trace.getByRole("region", { name: "Answer" }).getByText('"message"').waitFor();
  await picture(page, "2-conversation");
  // The cause is a link to its step.
  await trace.getByRole("button", { name: "Operation message_created → desk" }).last().click();
  await trace.getByRole("region", { name: "Request" }).getByText('"Good morning"').or(trace.getByText("You said: Good morning")).first().waitFor();
  const focused = await page.evaluate(() => document.activeElement.title);
  assert.equal(focused, "message_created → desk");
});

test("every standard type of message is shown, and its buttons answer", async () => {
  await desk.visit("Gallery", "B-2", "Hello");
  const page = await open(desk);
  await conversation(page, /B-2/);
  await say(page, "everything", "Two things at once");
  const last = (text) => messages(page).filter({ hasText: text }).last();
  await last("The lobby").getByRole("img", { name: "The lobby" }).waitFor();
  await last("Room 301").getByRole("link", { name: "Plan" }).waitFor();
  assert.equal(await last("Room 302").getByRole("region", { name: "Cards" }).getByText("Third floor").count(), 3);
  await last("46.8139").getByText("1 Main Street").waitFor();
  await last("Plan of the building").getByRole("link").waitFor();
  await picture(page, "3-types");

  await last("Which floor?").getByRole("combobox").selectOption("floor 2");
  await messages(page).filter({ hasText: "You said: floor 2" }).waitFor();
  await last("Room 301").getByRole("button", { name: "Book it" }).click();
  await messages(page).filter({ hasText: "You said: book Room 301" }).waitFor();
  await messages(page).filter({ hasText: "What can I do" }).last().getByRole("button", { name: "Open the door" }).click();
  await messages(page).filter({ hasText: "Welcome: the main door is open." }).waitFor();
  await steps(page, ["Operation action_triggered → desk", "Log the main door was opened"]);
});

test("messages of another type are written by a form from their schema", async () => {
  await desk.visit("Studio", "B-3", "Hello");
  const page = await open(desk);
  await conversation(page, /B-3/);
  await page.getByRole("button", { name: "Another type" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Type of the message").selectOption("location");
  await dialog.getByLabel("Latitude").fill("46.8");
  await dialog.getByRole("button", { name: "Send" }).click();
  await dialog.getByRole("alert").getByText("longitude").waitFor();
  await dialog.getByLabel("Longitude").fill("-71.2");
  await dialog.getByRole("button", { name: "Send" }).click();
  await messages(page).filter({ hasText: "46.8, -71.2" }).waitFor();
});

test("somebody else writes when somebody else is chosen", async () => {
  await desk.visit("Office", "B-4", "Hello");
  const page = await open(desk);
  await conversation(page, /B-4/);
  await page.getByRole("button", { name: "Writing as B-4" }).click();
  const dialog = page.getByRole("dialog", { name: "Write as" });
  await dialog.getByLabel("Name").fill("Grace Hopper");
  await dialog.getByLabel("Badge").fill("B-5");
  await dialog.getByRole("button", { name: "Write as this user" }).click();
  // It takes the focus with it when it closes.
  await dialog.waitFor({ state: "hidden" });
  await say(page, "It is me", "You said: It is me");
  await messages(page).filter({ hasText: "Grace Hopper" }).waitFor();
});

test("an error is shown where it happened, in the chat and in the trace", async () => {
  await desk.visit("Cellar", "B-6", "Hello");
  const page = await open(desk);
  await conversation(page, /B-6/);
  await say(page, "nowhere", "the lobby has no such screen");
  const trace = page.getByRole("tabpanel", { name: "Trace" });
  await trace.locator(".step-why").getByText("the lobby has no such screen").waitFor();
  await trace.getByText("not delivered").waitFor();
  await picture(page, "4-error");
  await say(page, "fail");
  await trace.locator(".step-why").getByText("the porter has no answer to that").waitFor();
});

test("what people write never becomes HTML", async () => {
  const text = "<img src=x onerror=alert(1)><script>alert(2)</script>";
  await desk.visit("<b>Room</b>", "<i>B-7</i>", text);
  const page = await open(desk);
  page.on("dialog", () => assert.fail("a script ran"));
  await conversation(page, /B-7/);
  await messages(page).getByText(`You said: ${text}`).waitFor();
  await page.getByRole("tab", { name: "Details" }).click();
  assert.equal(await page.getByLabel("Room (room)").inputValue(), "<b>Room</b>");
  await go(page, "Activity");
  await page.getByRole("button", { name: text }).first().waitFor();
  assert.equal(await page.locator("main img, main script, main b").count(), 0);
});

test("tags and states are edited beside the conversation", async () => {
  await desk.visit("Attic", "B-8", "Hello");
  const page = await open(desk);
  await conversation(page, /B-8/);
  await page.getByRole("tab", { name: "Details" }).click();
  const details = page.getByRole("tabpanel", { name: "Details" });
  await details.getByLabel("Room (room)").fill("Attic 2");
  await details.getByRole("button", { name: "Save tags" }).click();
  await page.getByText("Tags saved").waitFor();

  await details.getByRole("button", { name: "Edit the state notes" }).click();
  const dialog = page.getByRole("dialog", { name: "State notes" });
  await dialog.getByLabel("Payload").fill('{ "latest": 7 }');
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByRole("alert").getByText("latest").waitFor();
  await dialog.getByLabel("Payload").fill('{ "latest": "edited" }');
  await dialog.getByRole("button", { name: "Save" }).click();
  await details.getByText('"edited"').waitFor();
  await picture(page, "5-details");

  await details.getByRole("button", { name: "B-8 tags and states" }).click();
  const user = page.getByRole("dialog", { name: "B-8" });
  await user.getByText('"count"').waitFor();
  await user.getByLabel("Badge (badge)").fill("B-80");
  await user.getByRole("button", { name: "Save tags" }).click();
  await page.getByText("Tags saved").last().waitFor();
  await page.reload();
  await page.getByRole("navigation", { name: "Conversations" }).getByRole("link", { name: "B-80" }).waitFor();
});
