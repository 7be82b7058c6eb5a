import { act, go, here, state } from "./api.js";
import { blocks } from "./blocks.js";
import { h } from "./dom.js";
import { PALETTE, emoji } from "./emoji.js";
import { icon } from "./icons.js";
import { asTyped, spelledOut } from "./mentions.js";
import { link, markdown, mrkdwn } from "./mrkdwn.js";
import { author, avatar, nameOf } from "./people.js";

/** The message that is being edited, by its timestamp. */
let editing = "";

export function edit(ts, redraw) {
  editing = ts;
  redraw();
}

/** What of a message's surroundings changes how it is shown. */
export function shapeOf(message, follows, replies) {
  return { ...message, follows, replies, editing: editing === message.ts, me: state.me };
}

/** A message; one that `follows` another of the same author does without picture and name. */
export function messageView(message, { follows, replies, inThread, redraw }) {
  const by = author(message);
  const isMine = message.user === state.me && !message.botId;
  const head = !follows && h("header", {}, h("b", {}, by.name), by.isApp && h("span", { class: "tag" }, "app"), time(message.ts));
  const classes = ["message", follows && "follows", message.onlyForMe && "only-me", message.isStreaming && "streaming"];
  return h(
    "article",
    { class: classes.filter(Boolean).join(" "), tabindex: "-1", "aria-label": `${by.name}: ${message.text.slice(0, 80)}`, "data-ts": message.ts },
    follows ? h("span", { class: "gutter" }, time(message.ts, SHORT)) : avatar(by),
    h(
      "div",
      { class: "body" },
      message.subtype === "thread_broadcast" && !inThread && h("small", { class: "note" }, "replied to a thread"),
      message.onlyForMe && h("small", { class: "note" }, "Only visible to you"),
      head,
      editing === message.ts ? editor(message, redraw) : content(message),
      message.files.length > 0 && h("div", { class: "files" }, message.files.map(file)),
      reactions(message),
      !inThread && replies > 0 && threadButton(message, replies),
    ),
    editing !== message.ts && message.subtype !== "tombstone" && tools(message, isMine, inThread, redraw),
  );
}

function content(message) {
  const place = { on: "message", channel: here.in, ts: message.ts };
  const isApp = Boolean(message.botId);
  const edited = message.isEdited && h("small", { class: "edited" }, " (edited)");
  const onlyMarkdown = message.blocks.length === 1 && message.blocks[0].type === "markdown";
  // Of an app's message with blocks the text is only what notifications show.
  const isShown = message.text && !(isApp && message.blocks.length > 0 && !message.isStreaming) && !onlyMarkdown;
  const shownText = message.isStreaming || (isApp && message.tasks.length > 0) ? markdown(message.text) : mrkdwn(message.text);
  const style = ["me_message", "channel_join", "channel_leave", "channel_topic", "tombstone"].includes(message.subtype) ? "text soft" : "text";
  return h(
    "div",
    { class: "content" },
    message.tasks.length > 0 && h("ul", { class: "tasks" }, message.tasks.map(task)),
    isShown && h("div", { class: style }, shownText, edited),
    message.blocks.length > 0 && blocks(message.blocks, { place, chosen: message.chosen }),
    message.isStreaming && h("span", { class: "caret", "aria-label": "still writing" }),
    !isShown && edited,
    message.attachments.map(attachment),
  );
}

const MARKS = { complete: "✓", error: "✗", in_progress: "…", pending: "○" };

function task(one) {
  if (one.type === "plan_update") return h("li", { class: "plan" }, one.title);
  return h("li", { class: one.status }, h("span", { class: "mark" }, MARKS[one.status] ?? "·"), one.title, one.details && h("small", {}, ` ${one.details}`));
}

function attachment(one) {
  const title = one.title && (one.title_link ? link(one.title_link, one.title) : one.title);
  return h("div", { class: "attachment" }, title && h("b", {}, title), one.text && h("div", {}, mrkdwn(one.text)));
}

function file(one) {
  const url = `/page/files/${encodeURIComponent(one.id)}`;
  const name = one.title || one.name;
  if (/^image\/(png|jpeg|gif|webp)$/.test(one.mimetype)) {
    return h("a", { class: "picture", href: url, target: "_blank", rel: "noopener" }, h("img", { src: url, alt: one.alt ?? name }));
  }
  return h("a", { class: "file", href: url, download: one.name }, h("b", {}, name), h("small", {}, `${one.mimetype}, ${size(one.size)}`));
}

function size(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function reactions(message) {
  if (message.reactions.length === 0) return undefined;
  const chips = message.reactions.map(({ name, users }) => {
    const mine = users.includes(state.me);
    const label = `${name} ${users.length}: ${users.map(nameOf).join(", ")}`;
    const props = { type: "button", class: "reaction", "aria-pressed": String(mine), "aria-label": label, title: label };
    return h("button", { ...props, onclick: () => react(message, name) }, emoji(name), h("span", {}, String(users.length)));
  });
  return h("div", { class: "reactions" }, chips);
}

function react(message, name) {
  const users = message.reactions.find((reaction) => reaction.name === name)?.users ?? [];
  return act({ act: users.includes(state.me) ? "unreact" : "react", channel: here.in, ts: message.ts, name });
}

function threadButton(message, replies) {
  const label = replies === 1 ? "1 reply" : `${replies} replies`;
  return h("button", { type: "button", class: "replies", onclick: () => go({ thread: message.ts }) }, label);
}

function tools(message, isMine, inThread, redraw) {
  if (message.onlyForMe) return undefined;
  const custom = h("input", { type: "text", placeholder: "name", "aria-label": "Name of another emoji", size: 10 });
  const palette = h("details", { class: "palette" }, h("summary", { "aria-label": "React", title: "React" }, icon("react")));
  const choose = (name) => {
    palette.open = false;
    return react(message, name);
  };
  const other = (event) => {
    if (event.key !== "Enter" || event.isComposing || !custom.value.trim()) return;
    event.preventDefault();
    choose(custom.value.trim().replaceAll(":", ""));
  };
  custom.addEventListener("keydown", other);
  const buttons = PALETTE.map((name) => h("button", { type: "button", "aria-label": name, title: name, onclick: () => choose(name) }, emoji(name)));
  palette.append(h("div", { class: "palette-box" }, buttons, custom));
  const tool = (label, sign, onclick) => h("button", { type: "button", "aria-label": label, title: label, onclick }, icon(sign));
  return h(
    "div",
    { class: "tools" },
    palette,
    !inThread && tool("Reply in thread", "reply", () => go({ thread: message.thread ?? message.ts })),
    isMine && tool("Edit", "edit", () => edit(message.ts, redraw)),
    isMine && tool("Delete", "delete", () => act({ act: "delete", channel: here.in, ts: message.ts })),
  );
}

function editor(message, redraw) {
  const area = h("textarea", { rows: 2, "aria-label": "Edit the message", "data-name": "edit" }, asTyped(message.text));
  const save = async () => {
    const text = spelledOut(area.value.trim());
    if (text && !(await act({ act: "edit", channel: here.in, ts: message.ts, text }))) return;
    edit("", redraw);
  };
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") edit("", redraw);
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      save();
    }
    event.stopPropagation();
  });
  queueMicrotask(() => area.focus());
  const button = (label, onclick, kind) => h("button", { type: "button", class: `button ${kind}`, onclick }, label);
  return h("div", { class: "editor" }, area, h("div", { class: "row" }, button("Save", save, "primary"), button("Cancel", () => edit("", redraw), "")));
}

const LONG = { hour: "2-digit", minute: "2-digit" };
/** Beside a message there is no room for the half of the day. */
const SHORT = { hour: "numeric", minute: "2-digit" };

function time(ts, form = LONG) {
  const at = new Date(Number(ts) * 1000);
  const parts = new Intl.DateTimeFormat([], form).formatToParts(at);
  const shown = parts.filter(({ type }) => form === LONG || type !== "dayPeriod").map(({ value }) => value);
  return h("time", { datetime: at.toISOString(), title: at.toLocaleString() }, shown.join("").trim());
}
