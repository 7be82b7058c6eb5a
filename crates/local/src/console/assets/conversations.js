// The conversations, and beginning a new one.

import { api } from "./api.js";
import { fill, h, keep, throttled } from "./dom.js";
import { initials, ownKey, userName, when } from "./format.js";
import { live } from "./live.js";
import { state } from "./state.js";
import { tagInputs } from "./tags.js";
import { talkAs } from "./people.js";
import { button, dialog, field, form, pager, problem, select } from "./ui.js";

/** The list at the side. */
export function conversationList({ current, signal }) {
  const list = h("ul", { class: "conversations" });
  const note = h("div");
  const older = pager("Show older ones", () => page());
  const filter = select(options(), "", { "aria-label": "Integration and channel", onchange: () => load() });
  let known = new Map();
  let next = null;

  const query = () => {
    const [alias, channel] = filter.value ? JSON.parse(filter.value) : [];
    return { alias, channel };
  };
  const show = () => {
    keep(
      list,
      [...known.values()],
      (one) => one.id,
      (one) => item(one, current),
    );
    older.hidden = next === null;
    fill(note, known.size === 0 && h("p", { class: "hint pad" }, "No conversations yet."));
  };
  const load = async () => {
    try {
      const found = await api.get(["conversations"], query());
      // What was paged in before stays below.
      const first = new Map(found.conversations.map((one) => [one.id, one]));
      const rest =
        next !== null && found.next !== null && known.size > first.size
          ? [...known].filter(([id]) => !first.has(id))
          : [];
      if (rest.length === 0) next = found.next;
      known = new Map([...first, ...rest]);
      show();
    } catch (error) {
      fill(note, problem(error));
    }
  };
  const page = async () => {
    const found = await api.get(["conversations"], { ...query(), next });
    next = found.next;
    for (const one of found.conversations) known.set(one.id, one);
    show();
  };
  const again = throttled(load, 300);
  live.onSteps(({ steps, missed }) => {
    const about = (step) =>
      step.kind === "message" ||
      (step.kind === "page" && step.took !== null) ||
      (step.kind === "api" && /Conversation/.test(step.title) && step.method !== "GET");
    if (missed || steps.some(about)) again();
  }, signal);
  state.onChange(() => {
    const chosen = filter.value;
    filter.replaceChildren(...options().map(([value, text]) => h("option", { value }, text)));
    filter.value = chosen;
    fresh.disabled = !canBegin();
  }, signal);
  const fresh = button(
    "New",
    { symbol: "plus", look: "primary", label: "New conversation", disabled: !canBegin() },
    () => newConversation(),
  );
  load();
  return h(
    "nav",
    { class: "pane list-pane", "aria-label": "Conversations" },
    h("header", { class: "pane-head" }, h("div", { class: "pane-title" }, h("h2", null, "Conversations")), fresh),
    h("div", { class: "pad-x" }, filter),
    h("div", { class: "scroll" }, list, note, older),
  );
}

const canBegin = () => state.integrations.some((one) => one.channels.length > 0);

const options = () => [
  ["", "Every channel"],
  ...state.integrations.flatMap((one) =>
    one.channels.map((channel) => [
      JSON.stringify([one.alias, channel.name]),
      `${one.title || one.alias} · ${channel.title || channel.name}`,
    ]),
  ),
];

function item(conversation, current) {
  const element = h("li");
  element.update = (one) => {
    const people = one.people ?? [];
    const last = one.last?.id && one.last;
    const tag = Object.entries(one.tags ?? {})[0];
    const name =
      people.length > 0
        ? people.map(userName).join(", ")
        : tag
          ? `${ownKey(one.integration, tag[0])}: ${tag[1]}`
          : "Nobody yet";
    const text = last ? (last.payload?.text ?? last.payload?.title ?? `${last.type}`) : "No messages";
    fill(
      element,
      h(
        "a",
        { href: `#/chat/${one.id}`, class: "conversation", "aria-current": one.id === current ? "page" : null },
        h("span", { class: "avatar", "aria-hidden": "true" }, initials(name)),
        h("span", { class: "c-name" }, name),
        h("time", { datetime: last?.createdAt ?? one.createdAt }, when(last?.createdAt ?? one.createdAt)),
        h("span", { class: "c-last" }, last?.direction === "outgoing" && h("span", { class: "faint" }, "Bot: "), text),
        h("span", { class: "c-channel" }, one.integration ? `${one.integration} · ${one.channel}` : one.channel),
      ),
    );
  };
  element.update(conversation);
  return element;
}

/** Asks for a channel, tags and a user, makes them, and goes there. */
export async function newConversation(alias, channelName) {
  const channels = state.integrations.flatMap((one) =>
    one.channels.map((channel) => ({ one, channel, key: JSON.stringify([one.alias, channel.name]) })),
  );
  const first = channels.find(({ one, channel }) => one.alias === alias && channel.name === channelName) ?? channels[0];
  const made = await dialog("New conversation", (close) => {
    const tags = h("div");
    const user = h("div");
    let chosen = first;
    let tagged;
    let userTags;
    const name = h("input", { value: "You", autocomplete: "off" });
    const draw = () => {
      tagged = tagInputs(chosen.channel.conversationTags);
      userTags = tagInputs(chosen.one.userTags);
      fill(
        tags,
        tagged.firstChild &&
          h(
            "fieldset",
            null,
            h("legend", null, "Tags of the conversation"),
            h(
              "p",
              { class: "hint" },
              "By them the integration knows where to deliver. With the tags of a conversation that exists, it is that one.",
            ),
            tagged,
          ),
      );
      fill(user, h("fieldset", null, h("legend", null, "Who writes"), field("Name", name), userTags));
    };
    const pick = select(
      channels.map(({ one, channel, key }) => [key, `${one.title || one.alias} · ${channel.title || channel.name}`]),
      first.key,
      {
        onchange: () => {
          chosen = channels.find(({ key }) => key === pick.value);
          draw();
        },
      },
    );
    draw();
    return form([field("Channel", pick), tags, user], {
      send: "Begin",
      work: async () => {
        const conversation = await api.post(["conversations"], {
          alias: chosen.one.alias,
          channel: chosen.channel.name,
          tags: tagged.read(),
        });
        const person = await api.post(["users"], {
          alias: chosen.one.alias,
          name: name.value.trim(),
          tags: userTags.read(),
        });
        close({ conversation, person });
      },
    });
  });
  if (!made) return;
  talkAs(made.conversation.id, made.person);
  location.hash = `#/chat/${made.conversation.id}`;
}
