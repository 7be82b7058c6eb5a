// One conversation: its messages, and the place to write.

import { api } from "./api.js";
import { composer } from "./composer.js";
import { fill, h, keep, throttled } from "./dom.js";
import { initials, userName, when, whole } from "./format.js";
import { icon } from "./icons.js";
import { code } from "./json.js";
import { live } from "./live.js";
import { content } from "./messages.js";
import { talker } from "./people.js";
import { state } from "./state.js";
import { tagEditor } from "./tags.js";
import { button, dialog, empty, pager, problem, toast } from "./ui.js";

export function thread({ conversation, signal, reveal }) {
  const { id } = conversation;
  const people = new Map(conversation.people.map((user) => [user.id, user]));
  const list = h("ol", { class: "messages" });
  const note = h("div");
  const earlier = pager("Show earlier messages", () => page());
  earlier.hidden = true;
  const scroll = h(
    "div",
    { class: "scroll messages-box", tabIndex: 0, role: "region", "aria-label": "The conversation" },
    earlier,
    note,
    h("div", { role: "log", "aria-label": "Messages" }, list),
  );
  let known = new Map();
  let next;
  let user = talker(id, conversation.people);

  const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;
  /** A page begins with the newest; what is known and not on it is older when the page is the first, and newer when it is not. */
  const take = (page, isFirst) => {
    const found = new Map(page.toReversed().map((message) => [message.id, message]));
    const others = [...known].filter(([id]) => !found.has(id));
    known = new Map(isFirst ? [...others, ...found] : [...found, ...others]);
  };
  const show = () => {
    keep(
      list,
      [...known.values()],
      (message) => message.id,
      (message) => bubble(message, { people, say, reveal, conversation }),
    );
    earlier.hidden = !next;
    fill(note, known.size === 0 && empty("No messages yet", "Write the first one below."));
  };
  const load = async () => {
    try {
      const found = await api.get(["conversations", id, "messages"]);
      if (signal.aborted) return;
      const stay = atEnd() || known.size === 0;
      take(found.messages, true);
      if (next === undefined) next = found.next;
      await learn(found.messages);
      show();
      if (stay) scroll.scrollTop = scroll.scrollHeight;
    } catch (error) {
      fill(note, problem(error));
    }
  };
  const page = async () => {
    const found = await api.get(["conversations", id, "messages"], { next });
    const height = scroll.scrollHeight;
    next = found.next;
    take(found.messages, false);
    await learn(found.messages);
    show();
    scroll.scrollTop += scroll.scrollHeight - height;
  };
  /** Users who have written and are not known yet. */
  const learn = (messages) =>
    Promise.all(
      [...new Set(messages.map((message) => message.userId))]
        .filter((one) => !people.has(one))
        .map(async (one) => people.set(one, await api.get(["users", one]).catch(() => ({ id: one, tags: {} })))),
    );
  const again = throttled(load, 80);
  live.onSteps(({ steps, missed }) => {
    if (missed || steps.some((step) => step.conversation === id && step.kind === "message")) again();
  }, signal);

  const say = async (type, payload) => {
    if (!user) throw new Error("Choose first who writes");
    await api.post(["messages"], { conversationId: id, userId: user.id, type, payload });
    scroll.scrollTop = scroll.scrollHeight;
    await again();
  };
  const write =
    conversation.integration && state.channel(conversation.integration, conversation.channel)
      ? composer({ conversation, user, say, onuser: (next) => (user = next) })
      : h(
          "p",
          { class: "hint pad" },
          "Nobody can write here: the conversation is the bot's own, or its integration is not installed.",
        );
  load();
  const element = h("div", { class: "thread" }, scroll, write);
  element.focus = () => write.focus?.();
  element.people = people;
  return element;
}

function bubble(message, { people, say, reveal, conversation }) {
  const body = h("div", { class: "bubble" });
  const meta = h("div", { class: "meta" });
  const element = h("li", { class: `message ${message.direction}` });
  let shown = null;
  element.update = (now) => {
    const mark = JSON.stringify([now.payload, now.tags, now.delivery, now.failure, now.step]);
    if (mark === shown) return;
    shown = mark;
    const out = now.direction === "outgoing";
    const name = out ? "Bot" : userName(people.get(now.userId));
    const press = out && ((value) => say("text", { text: value }).catch((error) => toast(error.message, "bad")));
    fill(body, content(now.type, now.payload, press || null));
    fill(
      meta,
      h("span", { class: "who" }, name),
      h("time", { datetime: now.createdAt, title: whole(now.createdAt) }, when(now.createdAt)),
      delivery(now),
      now.chain &&
        button("Trace", { look: "link", label: `Trace of this message of ${name}` }, () =>
          reveal(now.chain, now.step),
        ),
      button("More", { look: "link", label: `More about this message of ${name}` }, () => about(now, conversation)),
    );
    fill(
      element,
      h("span", { class: `avatar ${out ? "bot" : ""}`, "aria-hidden": "true" }, out ? icon("chat") : initials(name)),
      h(
        "div",
        { class: "message-body" },
        body,
        now.failure && h("div", { class: "problem" }, icon("warn"), h("span", null, now.failure)),
        meta,
      ),
    );
  };
  element.update(message);
  return element;
}

function delivery({ delivery, direction }) {
  if (direction !== "outgoing" || !delivery) return null;
  const [text, look] = {
    pending: ["being delivered", ""],
    scheduled: ["scheduled", ""],
    delivered: ["delivered", "good"],
    failed: ["not delivered", "bad"],
  }[delivery] ?? [delivery, ""];
  return h("span", { class: `out ${look}` }, text);
}

function about(message, conversation) {
  const channel = state.channel(conversation.integration, conversation.channel);
  return dialog(`Message of the type ${message.type}`, (close) =>
    h(
      "div",
      { class: "form" },
      h("dl", { class: "facts" }, [
        h("dt", null, "Id"),
        h("dd", null, h("code", null, message.id)),
        h("dt", null, "Written"),
        h("dd", null, whole(message.createdAt)),
      ]),
      h("h3", null, "Payload"),
      code(JSON.stringify(message.payload), "Payload"),
      h("h3", null, "Tags"),
      tagEditor({
        tags: message.tags,
        declared: channel?.messageTags,
        alias: conversation.integration,
        path: ["messages", message.id],
        onsaved: () => close(),
      }),
    ),
  );
}
