import { act, go, here, state } from "./api.js";
import { composer } from "./composer.js";
import { clear, h, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { edit, messageView, shapeOf } from "./message.js";
import { channelById, channelName, nameOf } from "./people.js";

/** How long messages of one author stand together, in seconds. */
const TOGETHER = 300;

/** A list of messages that stays at its end while one reads there. `redraw()` shows it again, as things are by then. */
function messageList(label, redraw) {
  const list = h("div", { class: "messages", role: "log", "aria-label": label });
  const box = h("div", { class: "scroll", tabindex: "0", "aria-label": label }, list);
  let place = "";
  let atEnd = true;
  let sizes = "";
  const measured = () => `${box.scrollHeight} ${box.clientHeight}`;
  const toEnd = () => {
    sizes = measured();
    if (atEnd) box.scrollTop = box.scrollHeight;
  };
  box.addEventListener("scroll", () => {
    // When sizes have changed meanwhile, it was not the person who left the end.
    if (measured() === sizes) atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
  });
  // Pictures arrive late, and windows change.
  const observer = new ResizeObserver(toEnd);
  observer.observe(list);
  observer.observe(box);
  // With the arrows one goes from message to message; what can be done with it comes next.
  box.addEventListener("keydown", (event) => {
    const from = event.target.closest(".message");
    const onMessage = event.target === box || event.target === from;
    if (!onMessage || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const to = event.key === "ArrowUp" ? (from ? from.previousElementSibling : list.lastElementChild) : from?.nextElementSibling;
    to?.focus();
    event.preventDefault();
  });
  const show = (messages, { inThread, where }) => {
    if (where !== place) {
      place = where;
      atEnd = true;
      list.replaceChildren();
    }
    let previous;
    const items = messages.map((message) => {
      const near = previous && previous.user === message.user && previous.username === message.username && Number(message.ts) - Number(previous.ts) < TOGETHER;
      const follows = Boolean(near && message.subtype !== "thread_broadcast" && previous.onlyForMe === message.onlyForMe);
      previous = message;
      return shapeOf(message, follows, inThread ? 0 : repliesTo(message).length);
    });
    reconcile(list, items, (item) => item.ts, (item) => messageView(item, { follows: item.follows, replies: item.replies, inThread, redraw }));
    toEnd();
  };
  return { box, show };
}

function repliesTo(root) {
  return state.open.messages.filter((message) => message.thread === root.ts && message.ts !== root.ts);
}

function lastOfMine(messages) {
  return messages.findLast((message) => message.user === state.me && !message.botId && message.subtype !== "tombstone");
}

/** The channel in the middle. */
export function channelPane(main) {
  const list = messageList("Messages", show);
  const head = h("header", { class: "head" });
  const foot = h("div", { class: "foot" });
  const write = composer({ id: "write", label: "Write a message", target: () => ({ channel: here.in }), up: () => editLast(false) });
  const status = h("p", { class: "status", role: "status" });
  const editLast = () => {
    const last = lastOfMine(state.open.messages.filter((message) => !message.inThread));
    if (last) edit(last.ts, show);
  };
  clear(main, head, list.box, status, foot);

  function show() {
    const channel = channelById(here.in);
    if (!channel || !state.open) return;
    const name = channelName(channel);
    const label = channel.kind === "direct" || channel.kind === "group" ? name : `#${name}`;
    document.title = `${label} – ${state.team}`;
    write.area.placeholder = `Message ${label}`;
    const members = state.open.members.length;
    const topic = channel.topic || (channel.kind === "direct" ? "" : `${members} members`);
    const leave = channel.kind === "public" && channel.isMember && h("button", { type: "button", class: "button quiet", onclick: () => act({ act: "leave", channel: channel.id }) }, "Leave");
    clear(head, menuButton(), h("h1", {}, label), h("p", { class: "topic" }, topic), leave);
    list.show(state.open.messages.filter((message) => !message.inThread), { inThread: false, where: `${here.as}/${channel.id}` });
    status.textContent = statusOf("");
    if (channel.isArchived) clear(foot, h("p", { class: "closed" }, "This channel is archived."));
    else if (!channel.isMember) {
      const join = () => act({ act: "join", channel: channel.id });
      clear(foot, h("p", { class: "closed" }, `${nameOf(state.me)} is not in ${label}. `, h("button", { type: "button", class: "button primary", onclick: join }, "Join")));
    } else if (foot.firstElementChild !== write.element) clear(foot, write.element);
  }
  return show;
}

export function menuButton() {
  const toggle = () => document.body.classList.toggle("menu");
  return h("button", { type: "button", class: "menu-button", "aria-label": "Channels and people", onclick: toggle }, icon("menu"));
}

/** The thread at the side. */
export function threadPane(aside) {
  const list = messageList("Replies", show);
  const title = h("h2", {}, "Thread");
  const status = h("p", { class: "status", role: "status" });
  const prompts = h("div", { class: "prompts" });
  const close = () => go({ thread: "" });
  const target = () => ({ channel: here.in, thread: here.thread });
  const write = composer({ id: "reply", label: "Reply", target, up: editLast, broadcast: true });
  const shut = h("button", { type: "button", class: "button quiet", "aria-label": "Close the thread", title: "Close", onclick: close }, icon("close"));
  clear(aside, h("header", { class: "head" }, title, shut), list.box, status, prompts, h("div", { class: "foot" }, write.element));
  aside.addEventListener("keydown", (event) => event.key === "Escape" && close());
  function inThread() {
    return state.open.messages.filter((message) => message.ts === here.thread || message.thread === here.thread);
  }
  function editLast() {
    const last = lastOfMine(inThread());
    if (last) edit(last.ts, show);
  }
  let opened = "";

  function show() {
    const messages = here.thread && state.open ? inThread() : [];
    aside.hidden = messages.length === 0;
    document.body.classList.toggle("with-thread", !aside.hidden);
    if (aside.hidden) return void (opened = "");
    const shown = state.open.threads[here.thread] ?? {};
    title.textContent = shown.title ?? "Thread";
    list.show(messages, { inThread: true, where: `${here.as}/${here.in}/${here.thread}` });
    status.textContent = statusOf(here.thread);
    const ask = (prompt) => act({ act: "say", text: prompt.message, ...target() });
    clear(prompts, (shown.prompts ?? []).map((prompt) => h("button", { type: "button", class: "button", onclick: () => ask(prompt) }, prompt.title)));
    if (opened !== here.thread) {
      opened = here.thread;
      write.area.focus();
    }
  }
  return show;
}

function statusOf(thread) {
  const shown = state.open?.threads[thread];
  if (!shown?.status) return "";
  const app = state.apps.find((one) => one.id === channelById(here.in)?.app) ?? state.apps[0];
  return [`${app?.name ?? "The app"} ${shown.status}`, ...shown.loadingMessages.slice(0, 1)].join(" – ");
}
