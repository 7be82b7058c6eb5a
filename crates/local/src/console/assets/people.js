// Who one talks as in a conversation.

import { api } from "./api.js";
import { fill, h, keep } from "./dom.js";
import { initials, userName } from "./format.js";
import { state } from "./state.js";
import { tagInputs } from "./tags.js";
import { button, dialog, field, form, pager, problem } from "./ui.js";

const chosen = new Map();

/** From now on this user writes in this conversation. */
export const talkAs = (conversation, user) => chosen.set(conversation, user);

/** The user who writes: the one that was chosen, or the one who wrote last. */
export const talker = (conversation, people) => chosen.get(conversation) ?? people[0] ?? null;

/** Asks who should write; resolves to a user. */
export function choosePerson(alias) {
  return dialog("Write as", (close) => {
    const list = h("ul", { class: "people" });
    const note = h("div");
    const more = pager("Show more", () => load());
    more.hidden = true;
    const users = [];
    let next = null;
    const load = async () => {
      try {
        const found = await api.get(["users"], { alias, next });
        users.push(...found.users);
        next = found.next;
        keep(
          list,
          users,
          (user) => user.id,
          (user) =>
            h(
              "li",
              null,
              h(
                "button",
                { type: "button", class: "person", onclick: () => close(user) },
                h("span", { class: "avatar", "aria-hidden": "true" }, initials(userName(user))),
                h("span", null, userName(user)),
                h("span", { class: "faint mono" }, Object.values(user.tags)[0] ?? user.id.slice(-8)),
              ),
            ),
        );
        more.hidden = next === null;
        fill(note, users.length === 0 && h("p", { class: "hint" }, "Nobody yet."));
      } catch (error) {
        fill(note, problem(error));
      }
    };
    load();
    const name = h("input", { autocomplete: "off", placeholder: "Ada Lovelace" });
    const tags = tagInputs(state.integration(alias)?.userTags);
    return h(
      "div",
      { class: "form" },
      form([h("h3", null, "Somebody new"), field("Name", name), tags], {
        send: "Write as this user",
        work: async () => close(await api.post(["users"], { alias, name: name.value.trim(), tags: tags.read() })),
      }),
      h("h3", null, "Somebody who is known"),
      list,
      note,
      more,
    );
  });
}

/** A button that says who writes, and lets somebody else. */
export function talkerButton({ conversation, alias, user, onchange }) {
  const element = button("", { look: "quiet talker" }, async () => {
    const next = await choosePerson(alias);
    if (!next) return;
    talkAs(conversation, next);
    element.update(next);
    onchange(next);
  });
  element.update = (user) => {
    const name = user ? userName(user) : "Choose a user";
    fill(
      element,
      h("span", { class: "avatar small", "aria-hidden": "true" }, initials(name)),
      h("span", null, h("span", { class: "visually-hidden" }, "Writing as "), name),
      h("span", { class: "faint" }, "change"),
    );
  };
  element.update(user);
  return element;
}
