// The page of the simulated workspace in `cargo run -p slack`: one is a person there, and the bot answers through the integration.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { accessible, fits, open, PHONE, picture, slack, tabTo, until } from "./support.mjs";

let workspace;
before(async () => (workspace = await slack()));

const sidebar = (page) => page.getByRole("navigation", { name: "Channels and people" });
const posts = (page) => page.getByRole("log", { name: "Messages" }).getByRole("article");
const replies = (page) => page.getByRole("log", { name: "Replies" }).getByRole("article");
const chip = (message, name) => message.getByRole("button", { name });

/** Goes to a channel, or to an app's messages or page. */
async function visit(page, place, title = place) {
  await page.getByRole("heading", { level: 1 }).waitFor();
  const menu = page.getByRole("button", { name: "Channels and people" });
  if (await menu.isVisible()) await menu.click();
  await sidebar(page).getByRole("button", { name: place, exact: true }).click();
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
}

/** Writes in the channel, and waits until it stands there. */
async function write(page, text, shown = text) {
  const box = page.getByLabel("Write a message");
  await box.fill(text);
  await box.press("Enter");
  return found(posts(page), shown);
}

/** The last message with this text, when there is one. */
async function found(messages, text) {
  const message = messages.filter({ hasText: text }).last();
  await message.waitFor();
  return message;
}

/** What can be done with a message shows when one points at it. */
async function tool(message, name) {
  await message.hover();
  await message.getByRole("button", { name }).click();
}

async function react(message, name) {
  await message.hover();
  await message.getByLabel("React", { exact: true }).click();
  await message.getByRole("button", { name, exact: true }).click();
}

test("what somebody writes in a channel is answered there, as the bot writes it", async () => {
  const page = await open(workspace);
  await visit(page, "general");
  await write(page, "@Bot are you there?");
  await found(posts(page), "I am here, Ada Lovelace, and answer where you have asked, word by word.");
  await picture(page, "workspace-1-channel");
});

test("a thread is opened at a message, and the bot answers in it", async () => {
  const page = await open(workspace);
  await visit(page, "general");
  const question = await write(page, "Where shall we meet?");
  await tool(question, "Reply in thread");
  const reply = page.getByLabel("Reply", { exact: true });
  await until(page, () => document.activeElement.id === "reply");
  await reply.fill("@Bot, do you know?");
  await reply.press("Enter");
  await found(replies(page), "answer where you have asked, word by word.");
  await question.getByRole("button", { name: "2 replies" }).waitFor();
  assert.equal(await posts(page).filter({ hasText: "do you know?" }).count(), 0, "what is said in the thread stays there");
  await picture(page, "workspace-2-thread");
  await page.getByRole("button", { name: "Close the thread" }).click();
  await page.getByRole("complementary", { name: "Thread" }).waitFor({ state: "hidden" });
});

test("a reaction is shown with who has reacted, the bot reacts to it, and it can be taken back", async () => {
  const page = await open(workspace);
  await visit(page, "Bot");
  await write(page, "react to this");
  const answer = await found(posts(page), "You said: react to this");
  await react(answer, "rocket");
  await chip(answer, "rocket 1: Ada Lovelace").waitFor();
  await chip(answer, "heart 1: Bot").waitFor();
  await picture(page, "workspace-3-reactions");
  await chip(answer, "rocket 1: Ada Lovelace").click();
  await chip(answer, "rocket 1: Ada Lovelace").waitFor({ state: "detached" });
});

test("a button of the bot's message does what it says, and the message shows what was chosen", async () => {
  const page = await open(workspace);
  await visit(page, "Bot");
  await write(page, "What can you do?");
  const question = await found(posts(page), "What would you like?");
  await picture(page, "workspace-4-buttons");
  await question.getByRole("button", { name: "Show a picture" }).click();
  await posts(page).getByRole("img", { name: "An otter" }).last().waitFor();
  await question.getByRole("button", { name: "Show a picture" }).waitFor({ state: "detached" });
  await question.getByText("Show a picture").waitFor();
  await picture(page, "workspace-5-clicked");
});

test("a slash command reaches the bot, and is no message", async () => {
  const page = await open(workspace);
  await visit(page, "general");
  const box = page.getByLabel("Write a message");
  await box.fill("/weather in Oslo & Rome");
  await box.press("Enter");
  await found(posts(page), "You used /weather with “in Oslo & Rome”.");
  assert.equal(await posts(page).filter({ hasText: "/weather in Oslo" }).count(), 0);
});

test("what one has written is changed and deleted, and somebody else sees it", async () => {
  const page = await open(workspace);
  await visit(page, "general");
  const typo = await write(page, "Lunch at noone?");
  await tool(typo, "Edit");
  const editor = page.getByLabel("Edit the message");
  await editor.fill("Lunch at noon?");
  await editor.press("Enter");
  await found(posts(page), "Lunch at noon? (edited)");

  const other = await open(workspace);
  await visit(other, "general");
  await other.getByLabel("You are").selectOption("Grace Hopper");
  const lunch = await found(posts(other), "Lunch at noon? (edited)");
  await lunch.hover();
  assert.equal(await lunch.getByRole("button", { name: "Delete" }).count(), 0, "it is not hers");
  await react(lunch, "thumbsup");
  await chip(await found(posts(page), "Lunch at noon?"), "thumbsup 1: Grace Hopper").waitFor();
  await tool(await found(posts(page), "Lunch at noon?"), "Delete");
  await lunch.waitFor({ state: "detached" });
});

test("everything is done with the keyboard alone", async () => {
  const page = await open(workspace);
  await tabTo(page, "Skip to writing");
  await page.keyboard.press("Enter");
  await until(page, () => document.activeElement.id === "write");
  await tabTo(page, /^B?Bot$/, "Shift+Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Bot" }).waitFor();
  await tabTo(page, "Write a message");
  await page.keyboard.type("What can you do with keys?");
  await page.keyboard.press("Enter");
  await found(posts(page), "What would you like?");
  await tabTo(page, "Messages", "Shift+Tab");
  await page.keyboard.press("ArrowUp");
  await tabTo(page, "Repeat this");
  await page.keyboard.press("Enter");
  const answer = await found(posts(page), "You said: this");
  // From message to message with the arrows; what can be done with one comes next.
  await tabTo(page, "Messages", "Shift+Tab");
  await page.keyboard.press("ArrowUp");
  await until(page, () => /You said: this/.test(document.activeElement.textContent));
  await tabTo(page, "React");
  await page.keyboard.press("Enter");
  await tabTo(page, "tada");
  await page.keyboard.press("Enter");
  await chip(answer, "tada 1: Ada Lovelace").waitFor();
  await chip(answer, "heart 1: Bot").waitFor();
  await tabTo(page, "Reply in thread");
  await page.keyboard.press("Enter");
  await until(page, () => document.activeElement.id === "reply");
  // A name is completed.
  await page.keyboard.type("@Bo");
  await page.keyboard.press("Enter");
  await page.keyboard.type("and here?");
  await page.keyboard.press("Enter");
  await found(replies(page), "answer where you have asked, word by word.");
  await page.keyboard.press("Escape");
  await page.getByRole("complementary", { name: "Thread" }).waitFor({ state: "hidden" });
});

/** Goes through all that there is to see, and calls `look` at each. */
async function tour(page, look) {
  await visit(page, "general");
  const long = "a_very_long_word_that_no_line_is_long_enough_for_without_being_broken_somewhere";
  const mentioned = await write(page, `@Bot what is *new* in \`this\` channel, which has ${long}?`, long);
  await found(posts(page), "answer where you have asked, word by word.");
  await look("channel");
  await mentioned.focus();
  await mentioned.hover();
  await mentioned.getByLabel("React", { exact: true }).click();
  await look("palette");
  await mentioned.getByRole("button", { name: "fire", exact: true }).click();
  await chip(mentioned, "fire 1: Ada Lovelace").waitFor();
  await tool(mentioned, "Reply in thread");
  await page.getByLabel("Reply", { exact: true }).fill("@Bot and here?");
  await page.getByLabel("Reply", { exact: true }).press("Enter");
  await found(replies(page), "answer where you have asked, word by word.");
  await look("thread");
  await page.getByRole("button", { name: "Close the thread" }).click();
  await visit(page, "Bot");
  await write(page, "What can you do, please?");
  await found(posts(page), "What would you like?");
  await write(page, "a picture");
  await posts(page).getByRole("img", { name: "An otter" }).last().waitFor();
  await look("messages");
  await visit(page, "Home", "Bot");
  await page.getByText("Bot has not published a page for you yet.").waitFor();
  await look("home");
  const menu = page.getByRole("button", { name: "Channels and people" });
  if (await menu.isVisible()) {
    await menu.click();
    await look("menu");
    await page.keyboard.press("Escape");
  }
}

test("on a phone nothing is wider than the screen, and everything can be reached", async () => {
  const page = await open(workspace, { viewport: PHONE, hasTouch: true, isMobile: true, deviceScaleFactor: 2, reducedMotion: "reduce" });
  await tour(page, async (view) => {
    await picture(page, `workspace-phone-${view}`);
    await fits(page, view, "main, aside, nav, .scroll, .messages, .composer, dialog");
  });
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing serious in ${colorScheme} colours`, async () => {
    const page = await open(workspace, { colorScheme, bypassCSP: true });
    await tour(page, async (view) => {
      await picture(page, `workspace-${colorScheme}-${view}`);
      await accessible(page, view);
    });
  });
}
