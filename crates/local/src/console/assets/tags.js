// Tags and states: looking at them and changing them.

import { api } from "./api.js";
import { h } from "./dom.js";
import { ownKey, whole } from "./format.js";
import { code, parsed } from "./json.js";
import { area, button, dialog, field, form, toast } from "./ui.js";

/** Inputs for declared tags; `read()` gives those with a value. */
export function tagInputs(declared, values = {}) {
  const inputs = Object.entries(declared ?? {}).map(([key, tag]) => [
    key,
    h("input", { value: values[key] ?? "", autocomplete: "off", maxlength: 500 }),
    tag ?? {},
  ]);
  const element = h(
    "div",
    { class: "tags-edit" },
    inputs.map(([key, input, tag]) => field(tag.title || key, input, tag.description)),
  );
  element.read = () =>
    Object.fromEntries(inputs.map(([key, input]) => [key, input.value.trim()]).filter(([, value]) => value !== ""));
  return element;
}

/**
 * The tags of something, which can be changed. They are the bot's view of them: those of an integration have its alias in front.
 * `path` is where they are changed, `declared` what the integration declares.
 */
export function tagEditor({ tags, declared, alias, path, onsaved }) {
  const prefix = alias ? `${alias}:` : "";
  const keys = new Set([...Object.keys(declared ?? {}).map((key) => prefix + key), ...Object.keys(tags)]);
  const inputs = [...keys].map((key) => [
    key,
    h("input", { value: tags[key] ?? "", maxlength: 500, autocomplete: "off" }),
  ]);
  if (inputs.length === 0) return h("p", { class: "hint" }, "No tags are declared.");
  const title = (key) => {
    const own = ownKey(alias, key);
    return declared?.[own]?.title ? `${declared[own].title} (${own})` : own;
  };
  return form(
    inputs.map(([key, input]) => field(title(key), input)),
    {
      send: "Save tags",
      work: async () => {
        const changed = inputs
          .filter(([key, input]) => input.value !== (tags[key] ?? ""))
          .map(([key, input]) => [key, input.value || null]);
        if (changed.length === 0) return toast("Nothing has changed");
        const after = await api.patch(path, { tags: Object.fromEntries(changed) });
        Object.assign(tags, ...changed.map(([key, value]) => ({ [key]: value ?? "" })));
        toast("Tags saved", "good");
        onsaved?.(after);
      },
    },
  );
}

/** States about one thing: those that there are, and those that are declared and not set. */
export function stateList({ states, declared = [], type, id, onchanged }) {
  const key = (alias, name) => `${alias ?? ""} ${name}`;
  const there = new Set(states.map((state) => key(state.alias, state.name)));
  const unset = declared.filter(({ alias, name }) => !there.has(key(alias, name)));
  if (states.length + unset.length === 0) return h("p", { class: "hint" }, "No states.");
  return h(
    "ul",
    { class: "states" },
    states.map((state) => stateItem(state, onchanged)),
    unset.map(({ alias, name }) =>
      h(
        "li",
        { class: "state unset" },
        h(
          "div",
          { class: "state-head" },
          h("code", null, name),
          h("span", { class: "faint" }, `${alias}, not set`),
          button("Set", { look: "quiet", label: `Set the state ${name}` }, () =>
            edit({ alias, type, subject: id, name, payload: {} }, onchanged),
          ),
        ),
      ),
    ),
  );
}

export function stateItem(state, onchanged) {
  return h(
    "li",
    { class: "state" },
    h(
      "div",
      { class: "state-head" },
      h("code", null, state.name),
      h("span", { class: "faint" }, state.alias ?? "bot"),
      button("Edit", { look: "quiet", label: `Edit the state ${state.name}` }, () => edit(state, onchanged)),
    ),
    code(JSON.stringify(state.payload), `The state ${state.name}`),
    h(
      "p",
      { class: "hint" },
      `set ${whole(state.updatedAt ?? Date.now())}${state.expiresAt ? `, expires ${whole(state.expiresAt)}` : ""}`,
    ),
  );
}

function edit(state, onchanged) {
  const { alias, type, subject, name } = state;
  const write = async (payload, close, text) => {
    await api.put(["states"], { alias: alias ?? null, type, id: subject, name, payload });
    close();
    toast(text, "good");
    onchanged?.();
  };
  return dialog(
    `State ${name}`,
    (close) => {
      const body = area(JSON.stringify(state.payload, null, 2), 12);
      const remove =
        state.id &&
        button("Remove it", { look: "danger" }, () =>
          write(null, close, "State removed").catch((error) => toast(error.message, "bad")),
        );
      return form(
        [
          field(
            "Payload",
            body,
            `JSON. It belongs to ${alias ?? "the bot"}, and is checked against what is declared. Secrets are masked; left so, they stay.`,
          ),
        ],
        {
          send: "Save",
          extra: [remove],
          work: () => write(parsed(body.value), close, "State saved"),
        },
      );
    },
    { wide: true },
  );
}
