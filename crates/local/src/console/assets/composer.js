// Writing a message: a text, or any other type that the channel declares.

import { fill, h } from "./dom.js";
import { words } from "./format.js";
import { talkerButton } from "./people.js";
import { schemaForm } from "./schema-form.js";
import { state } from "./state.js";
import { button, dialog, form, problem } from "./ui.js";

export function composer({ conversation, user, say, onuser }) {
  const channel = state.channel(conversation.integration, conversation.channel);
  const types = Object.keys(channel.messages ?? {});
  const hasText = types.includes("text");
  const error = h("div");
  const text = h("textarea", {
    rows: 1,
    placeholder: hasText ? "Write a message" : "This channel has no texts",
    disabled: !hasText,
    "aria-label": "Message",
    autocomplete: "off",
  });
  const fit = () => {
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight, 180)}px`;
  };
  const send = async () => {
    const written = text.value.trim();
    if (!written) return;
    text.value = "";
    fit();
    fill(error);
    try {
      await say("text", { text: written });
    } catch (refused) {
      // What was written is not lost.
      text.value ||= written;
      fit();
      fill(error, problem(refused));
    }
    text.focus();
  };
  text.addEventListener("input", fit);
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  });
  const others = types.filter((type) => type !== "text");
  const element = h(
    "form",
    {
      class: "composer",
      onsubmit: (event) => {
        event.preventDefault();
        send();
      },
    },
    error,
    h(
      "div",
      { class: "composer-row" },
      text,
      button("", { symbol: "send", look: "primary", label: "Send", type: "submit", disabled: !hasText }),
    ),
    h(
      "div",
      { class: "composer-foot" },
      talkerButton({ conversation: conversation.id, alias: conversation.integration, user, onchange: onuser }),
      others.length > 0 &&
        button("Another type", { symbol: "plus", look: "quiet" }, () => another(channel, others, say)),
      hasText && h("span", { class: "faint keys" }, "Enter sends, Shift+Enter is a new line"),
    ),
  );
  element.focus = () => text.focus();
  return element;
}

/** A message of another type, by a form from its schema. */
function another(channel, types, say) {
  return dialog("Write a message of another type", (close) => {
    const box = h("div");
    const pick = h(
      "select",
      { "aria-label": "Type of the message", onchange: () => draw() },
      types.map((type) => h("option", { value: type }, words(type))),
    );
    let inputs;
    const draw = () => {
      inputs = schemaForm(channel.messages[pick.value]?.schema);
      fill(box, inputs);
    };
    draw();
    return form([pick, box], {
      send: "Send",
      work: async () => {
        await say(pick.value, inputs.read());
        close();
      },
    });
  });
}
