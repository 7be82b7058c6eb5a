// What is installed: documentation, configuration, registration, actions.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { conversation, go, messages, open, picture, say, stage, steps } from "./support.mjs";

let desk;
before(async () => (desk = await stage()));

const status = (page) => page.locator(".install-status");

test("a definition is documentation", async () => {
  const page = await open(desk, { view: "#/integrations/desk" });
  await page.getByRole("heading", { name: "Front desk", level: 1 }).waitFor();
  await page.getByRole("tab", { name: /Actions/ }).click();
  const row = page.getByRole("row", { name: /^code/ });
  await row.getByText("secret").waitFor();
  await row.getByText("The code of today.").waitFor();
  for (const [tab, text] of [
    [/Events/, "At which door."],
    [/Channels/, "Intercom"],
    [/States/, "What the desk is called with."],
    [/Tags/, "The number of the badge."],
    [/Readme/, "Get a key from the building's owner."],
  ]) {
    await page.getByRole("tab", { name: tab }).click();
    await page.getByRole("tabpanel").getByText(text).first().waitFor();
  }
  await page.getByRole("tab", { name: /Readme/ }).press("Home");
  assert.equal(await page.getByRole("tab", { name: "Configuration" }).getAttribute("aria-selected"), "true");
});

test("a configuration is a form: secrets stay masked, what is wrong is told, what is right is used", async () => {
  const page = await open(desk, { view: "#/integrations/desk" });
  const key = page.getByLabel("API key");
  assert.equal(await key.getAttribute("type"), "password");
  assert.equal(await key.inputValue(), "");
  await picture(page, "11-configuration");
  await page.getByLabel("Greeting").fill("Bonjour");
  await page.getByLabel("Language").selectOption("fr");
  await page.getByLabel("Quiet at night").check();
  await page.getByLabel("From").fill("8");
  await page.getByLabel("Until").fill("300");
  await page.getByRole("button", { name: "Add to Doors" }).click();
  await page.getByLabel("Doors 1").fill("main");
  await page.getByRole("button", { name: "Save and register" }).click();
  await page.getByRole("alert").getByText("configuration.hours.until").waitFor();
  await page.getByLabel("Until").fill("18");
  await page.getByRole("button", { name: "Save and register" }).click();
  await page.getByText("Saved and registered.").waitFor();
  await page.reload();
  assert.equal(await page.getByLabel("Greeting").inputValue(), "Bonjour");
  assert.equal(await page.getByLabel("Doors 1").inputValue(), "main");

  await page.getByLabel("API key").fill("wrong");
  await page.getByRole("button", { name: "Save and register" }).click();
  await status(page).getByText("registration failed").waitFor();
  await status(page).getByText("the building does not know this API key").waitFor();
  await picture(page, "12-refused");
  await page.getByRole("button", { name: "Register again" }).click();
  await page.getByText("Not registered: the building does not know this API key").waitFor();
  await page.getByLabel("API key").fill("right");
  await page.getByRole("button", { name: "Save and register" }).click();
  await status(page).getByText("registered", { exact: true }).waitFor();
  assert.doesNotMatch(await page.content(), /building-secret|"right"/);

  await desk.visit("Hall", "C-1", "Hello");
  await go(page, "Chat");
  await conversation(page, /C-1/);
  await say(page, "open", "Bonjour: the main door is open.");
});

test("an action is called, and what it refuses is told", async () => {
  const page = await open(desk, { view: "#/integrations/desk/actions" });
  await page.getByText("Try it").click();
  await page.getByLabel("Door").fill("garage");
  await page.getByLabel("Code").fill("0000");
  await page.getByRole("button", { name: "Call openDoor" }).click();
  await page.getByRole("alert").getByText("the code does not open the garage door").waitFor();
  await page.getByLabel("Code").fill("1234");
  await page.getByRole("button", { name: "Call openDoor" }).click();
  await page.getByRole("region", { name: "Output" }).getByText("the garage door is open.").waitFor();
  await picture(page, "13-action");
  await page.getByRole("link", { name: "Show what it did" }).click();
  await steps(page, ["You called openDoor", "Operation action_triggered → desk", "Log the garage door was opened"]);
});

test("a webhook is sent for the first time", async () => {
  const page = await open(desk, { view: "#/integrations/desk" });
  await page.getByRole("button", { name: "Send a webhook" }).click();
  const dialog = page.getByRole("dialog", { name: "A webhook for desk" });
  await dialog.getByLabel("Path").fill("/bell");
  await dialog.getByLabel("Query").fill("door=front");
  await dialog.getByRole("button", { name: "Send", exact: true }).click();
  await steps(page, ["Webhook POST /bell?door=front", "Event desk:rang", "Bot handles desk:rang"]);
});

test("a state of the integration is shown without its secret, and keeps it when it is edited", async () => {
  const page = await open(desk, { view: "#/integrations/desk/states" });
  await page.getByRole("button", { name: "Edit the state account" }).click();
  const payload = page.getByRole("dialog").getByLabel("Payload");
  const text = await payload.inputValue();
  assert.match(text, /"token": "••••••••"/);
  await payload.fill(text.replace("One Main Street", "Two Main Street"));
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.getByRole("tabpanel").getByText('"Two Main Street"').waitFor();
  await desk.visit("Hall", "C-2", "still there");
  await go(page, "Chat");
  await conversation(page, /C-2/);
  await messages(page).filter({ hasText: "You said: still there" }).waitFor();
});
