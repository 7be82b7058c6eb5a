// What is known of a conversation: tags, people, states.

import { api } from "./api.js";
import { fill, h, throttled } from "./dom.js";
import { initials, userName, whole } from "./format.js";
import { live } from "./live.js";
import { state } from "./state.js";
import { stateList, tagEditor } from "./tags.js";
import { userDialog } from "./users.js";
import { copyable, problem } from "./ui.js";

export function details({ id, signal }) {
  const element = h("div", { class: "details" });
  const load = async () => {
    try {
      draw(element, await api.get(["conversations", id]), load);
    } catch (error) {
      fill(element, problem(error));
    }
  };
  // Not while somebody types: it is drawn anew.
  const again = throttled(() => element.contains(document.activeElement) || load(), 300);
  live.onSteps(({ steps, missed }) => {
    if (element.isConnected && (missed || steps.some((step) => step.kind === "state" || step.conversation === id)))
      again();
  }, signal);
  load();
  return element;
}

function draw(element, conversation, load) {
  const { id, integration: alias } = conversation;
  const integration = state.integration(alias);
  const channel = state.channel(alias, conversation.channel);
  const declared = Object.entries(integration?.states ?? {})
    .filter(([, one]) => one?.type === "conversation")
    .map(([name]) => ({ alias, name }));
  fill(
    element,
    h("dl", { class: "facts" }, [
      h("dt", null, "Id"),
      h("dd", null, copyable(id, "the id")),
      h("dt", null, "Channel"),
      h(
        "dd",
        null,
        alias
          ? [h("a", { href: `#/integrations/${encodeURIComponent(alias)}` }, alias), ` · ${conversation.channel}`]
          : conversation.channel,
      ),
      h("dt", null, "Begun"),
      h("dd", null, whole(conversation.createdAt)),
    ]),
    h("h3", null, "Tags"),
    tagEditor({ tags: conversation.tags, declared: channel?.conversationTags, alias, path: ["conversations", id] }),
    h("h3", null, "People"),
    conversation.people.length === 0
      ? h("p", { class: "hint" }, "Nobody has written yet.")
      : h(
          "ul",
          { class: "people" },
          conversation.people.map((user) =>
            h(
              "li",
              null,
              h(
                "button",
                { type: "button", class: "person", onclick: () => userDialog(user.id).then(load) },
                h("span", { class: "avatar", "aria-hidden": "true" }, initials(userName(user))),
                h("span", null, userName(user)),
                h("span", { class: "faint" }, "tags and states"),
              ),
            ),
          ),
        ),
    h("h3", null, "States"),
    stateList({ states: conversation.states, declared, type: "conversation", id, onchanged: load }),
  );
}
