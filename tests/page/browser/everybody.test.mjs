// For everybody: without a mouse, in both colours, on a phone, with a screen reader.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { accessible, conversation, fits, go, messages, open, PHONE, picture, say, stage, steps, tabTo, until } from "./support.mjs";

let desk;
before(async () => {
  desk = await stage();
  await desk.visit("Lobby", "D-1", "Good morning");
  await desk.send("", { wrong: true });
});

test("a conversation is begun, held and traced with the keyboard alone", async () => {
  const page = await open(desk);
  await tabTo(page, "Skip to the content");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await tabTo(page, "New conversation");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await tabTo(page, "Name");
  await page.keyboard.type("!");
  await tabTo(page, "Begin");
  await page.keyboard.press("Enter");
  await page.getByLabel("Message", { exact: true }).waitFor();
  await until(page, () => document.activeElement.getAttribute("aria-label") === "Message");
  await page.keyboard.type("only keys");
  await page.keyboard.press("Enter");
  await messages(page).filter({ hasText: "You said: only keys" }).waitFor();
  await steps(page, ["Message out · text You said: only keys"]);
  await tabTo(page, "Trace");
  await page.keyboard.press("ArrowRight");
  await until(page, () => document.activeElement.textContent === "Details");
  await page.keyboard.press("ArrowLeft");
  await tabTo(page, /^Bot/);
  await page.keyboard.press("Enter");
  await page.getByText("The bot at work").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-expanded")), "true");
  // A dialog gives the focus back.
  await tabTo(page, /^More about this message/, "Shift+Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await until(page, () => /^More about/.test(document.activeElement.getAttribute("aria-label")));
});

test("the colours are those of the system, until others are chosen, which are kept", async () => {
  const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground(await open(desk, { colorScheme: "light" }));
  const page = await open(desk, { colorScheme: "dark" });
  const dark = await ground(page);
  assert.notEqual(light, dark);
  await picture(page, "14-dark");
  await page.getByRole("button", { name: "Use light colours" }).click();
  assert.equal(await ground(page), light);
  await page.reload();
  await page.getByRole("button", { name: "Use dark colours" }).waitFor();
  assert.equal(await ground(page), light);
});

/** Goes through all views, and calls `look` in each. */
async function tour(page, look) {
  await page.getByRole("heading", { name: "Talk to the bot" }).waitFor();
  await look("chat");
  await conversation(page, /D-1/);
  await messages(page).filter({ hasText: "You said: Good morning" }).waitFor();
  await say(page, "menu", "What can I do for you?");
  await look("conversation");
  const narrow = page.getByRole("button", { name: "Trace", exact: true });
  if (await narrow.isVisible()) await narrow.click();
  await steps(page, ["Bot handles the message"]);
  await page.locator(".step-line:visible").first().click();
  await page.locator(".detail .facts").waitFor();
  await look("trace");
  await page.getByRole("tab", { name: "Details" }).click();
  await page.getByRole("button", { name: "Save tags" }).waitFor();
  await look("details");
  await go(page, "Activity");
  await page.locator(".chain-head").filter({ hasText: "Good morning" }).last().click();
  await steps(page, ["Operation webhook_received → desk"]);
  await page.locator(".step-line:visible").first().click();
  await page.getByRole("region", { name: "Request" }).waitFor();
  await look("activity");
  await page.getByRole("button", { name: "Send again" }).first().click();
  await page.getByRole("dialog").getByText("Headers", { exact: true }).click();
  await look("dialog");
  await page.keyboard.press("Escape");
  await go(page, "Integrations");
  const install = page.getByRole("link", { name: /Front desk/ });
  if (!(await page.getByRole("heading", { name: "Front desk" }).isVisible())) await install.click();
  await page.getByRole("button", { name: "Save and register" }).waitFor();
  await look("integration");
  await page.getByRole("tab", { name: /Actions/ }).click();
  await page.getByText("Try it").click();
  await look("actions");
  await page.getByRole("tab", { name: /Channels/ }).click();
  await look("channels");
  await go(page, "Data");
  await page.getByRole("button", { name: /D-1/ }).waitFor();
  await look("users");
  await page.getByRole("tab", { name: "States" }).click();
  await page.getByRole("button", { name: "Edit the state account" }).waitFor();
  await look("states");
  desk.order("problem");
  await page.getByText("E0425").waitFor();
  await look("problem");
  desk.order("clear");
}

test("on a phone nothing is wider than the screen, and everything can be reached", async () => {
  const page = await open(desk, { viewport: PHONE, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });
  await tour(page, async (view) => {
    await picture(page, `phone-${view}`);
    await fits(page, view, "main, .pane, .scroll, .tabpanel, .page, dialog, .dialog-body");
  });
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing serious in ${colorScheme} colours`, async () => {
    const page = await open(desk, { colorScheme, bypassCSP: true });
    await tour(page, async (view) => {
      await picture(page, `${colorScheme}-${view}`);
      await accessible(page, view);
    });
  });
}
