// The chat: conversations, one of them, and beside it what it causes.

import { api } from "./api.js";
import { chainList } from "./chains.js";
import { conversationList, newConversation } from "./conversations.js";
import { details } from "./details.js";
import { fill, h, throttled } from "./dom.js";
import { plural } from "./format.js";
import { live } from "./live.js";
import { state } from "./state.js";
import { thread } from "./thread.js";
import { button, copyable, empty, problem, tabs } from "./ui.js";

export function chat({ rest: [id], signal }) {
  const list = conversationList({ current: id, signal });
  const middle = h("section", { class: "pane thread-pane", "aria-label": "Conversation" });
  const right = h("section", { class: "pane side-pane", "aria-label": "What it causes" });
  const element = h("div", { class: `chat${id ? " has-conversation" : ""}` }, list, middle, right);
  if (id) conversation(element, id, middle, right, signal);
  else welcome(middle, right, signal);
  return element;
}

async function conversation(element, id, middle, right, signal) {
  let shown;
  try {
    shown = await api.get(["conversations", id]);
  } catch (error) {
    fill(middle, problem(error));
    return;
  }
  if (signal.aborted) return;
  const list = chainList({
    query: { conversation: id, reads: null },
    follow: true,
    signal,
    nothing: () =>
      empty(
        "Nothing yet",
        "What is written here causes something: calls, events, states. It shows up here as it happens.",
      ),
  });
  const reveal = (chain, step) => {
    element.classList.add("shows-side");
    choose.show("trace");
    list.reveal(chain, step).catch(() => {});
  };
  const talk = thread({ conversation: shown, signal, reveal });
  const choose = tabs(
    "Beside the conversation",
    [
      ["trace", "Trace", () => list],
      ["details", "Details", () => details({ id, conversation: shown, signal, people: talk.people })],
    ],
    "trace",
  );
  list.load();

  const integration = state.integration(shown.integration);
  const channel = state.channel(shown.integration, shown.channel);
  fill(
    middle,
    h(
      "header",
      { class: "pane-head" },
      h("a", { class: "button quiet bare narrow-only", href: "#/chat", "aria-label": "All conversations" }, "‹"),
      h(
        "div",
        { class: "pane-title" },
        h("h1", { tabIndex: -1 }, channel?.title || shown.channel),
        h("p", null, integration?.title || shown.integration || "The bot's own"),
      ),
      button("Trace", { symbol: "activity", look: "quiet side-toggle" }, () => element.classList.add("shows-side")),
    ),
    talk,
  );
  fill(
    right,
    h(
      "header",
      { class: "pane-head" },
      button("Back to the chat", { symbol: "back", look: "quiet side-toggle" }, () =>
        element.classList.remove("shows-side"),
      ),
      choose.list,
    ),
    choose.panel,
  );
  talk.focus();
}

/** What a newcomer sees. */
function welcome(middle, right, signal) {
  const list = chainList({
    follow: true,
    signal,
    nothing: () =>
      empty(
        "Nothing yet",
        "Webhooks, messages, calls and log lines show up here as they happen, each with what it caused.",
      ),
  });
  list.load();
  fill(
    right,
    h("header", { class: "pane-head" }, h("div", { class: "pane-title" }, h("h2", null, "Latest activity"))),
    h("div", { class: "tabpanel" }, list),
  );
  const show = () => fill(middle, state.integrations.length === 0 ? start() : begin());
  show();
  state.onChange(show, signal);
  live.onSteps(
    throttled(() => {}, 1000),
    signal,
  );
}

function begin() {
  const channels = state.integrations.flatMap((one) => one.channels.map((channel) => [one, channel]));
  const cards = channels.map(([one, channel]) =>
    h(
      "li",
      null,
      h(
        "button",
        { type: "button", class: "start-card", onclick: () => newConversation(one.alias, channel.name) },
        h("strong", null, channel.title || channel.name),
        h(
          "span",
          { class: "faint" },
          `${one.title || one.alias} · ${plural(Object.keys(channel.messages ?? {}).length, "type of message", "types of messages")}`,
        ),
      ),
    ),
  );
  const without = state.integrations.filter((one) => one.channels.length === 0);
  return h(
    "div",
    { class: "welcome" },
    h("h1", { tabIndex: -1 }, "Talk to the bot"),
    h(
      "p",
      { class: "lead" },
      "Choose a channel to write in, as whoever you like. Next to the chat you see what each message causes: the webhook, the calls, what the bot does, and how long it all takes.",
    ),
    cards.length > 0 && h("ul", { class: "start-cards" }, cards),
    without.map((one) =>
      h(
        "p",
        null,
        h("a", { href: `#/integrations/${encodeURIComponent(one.alias)}` }, one.title || one.alias),
        " has no channels: call its actions, or send it a webhook.",
      ),
    ),
  );
}

function start() {
  const { apiUrl, webhookUrl } = state.overview;
  return h(
    "div",
    { class: "welcome" },
    h("h1", { tabIndex: -1 }, "Welcome to local Botpress"),
    h(
      "p",
      { class: "lead" },
      "This is Botpress on your machine: the API, webhooks, and a bot that answers. No integration is installed yet.",
    ),
    h("ol", { class: "first-steps" }, [
      h(
        "li",
        null,
        h("strong", null, "In Rust: "),
        "run ",
        h("code", null, "cargo botpress dev"),
        " in the directory of an integration. ",
        h("code", null, "cargo botpress new my-integration"),
        " makes one.",
      ),
      h(
        "li",
        null,
        h("strong", null, "With the official CLI: "),
        "log in with ",
        h("code", null, "--api-url"),
        " and the address below, and deploy with a URL at which the integration is served.",
      ),
      h(
        "li",
        null,
        h("strong", null, "From a test: "),
        h("code", null, "LocalBotpress::builder().start()"),
        ", and install what is under test.",
      ),
    ]),
    h("dl", { class: "facts" }, [
      h("dt", null, "API"),
      h("dd", null, copyable(apiUrl, "the address of the API")),
      h("dt", null, "Webhooks"),
      h("dd", null, copyable(`${webhookUrl}/<webhook id>`, "the address of webhooks")),
    ]),
  );
}
