// Users and states of all integrations.

import { api } from "./api.js";
import { fill, h, keep, throttled } from "./dom.js";
import { initials, userName, whole } from "./format.js";
import { live } from "./live.js";
import { state } from "./state.js";
import { stateItem, stateList, tagEditor } from "./tags.js";
import { copyable, dialog, empty, pager, problem, select, tabs } from "./ui.js";

export function data({ rest: [name], signal }) {
  const all = tabs(
    "Kinds of data",
    [
      ["users", "Users", () => users(signal)],
      ["states", "States", () => states(signal)],
    ],
    name,
    (chosen) => history.replaceState(null, "", `#/data/${chosen}`),
  );
  return h(
    "div",
    { class: "page" },
    h(
      "header",
      { class: "page-head" },
      h("h1", { tabIndex: -1 }, "Data"),
      h("p", null, "What integrations and the bot have stored."),
    ),
    all.list,
    all.panel,
  );
}

/** A list that pages, and looks again when something that it may show has changed. */
function paged({ what, key, make, query = () => ({}), nothing, about, signal }) {
  const list = h("ul", { class: "rows" });
  const note = h("div");
  const more = pager("Show more", () => page());
  more.hidden = true;
  let known = new Map();
  let next = null;
  let pages = 1;
  const show = () => {
    keep(list, [...known.values()], key, make);
    more.hidden = next === null;
    fill(note, known.size === 0 && nothing());
  };
  const load = async () => {
    try {
      const found = await api.get([what], query());
      if (pages === 1) {
        next = found.next;
        known = new Map(found[what].map((one) => [key(one), one]));
      } else {
        for (const one of found[what]) known.set(key(one), one);
      }
      show();
    } catch (error) {
      fill(note, problem(error));
    }
  };
  const page = async () => {
    const found = await api.get([what], { ...query(), next });
    pages += 1;
    next = found.next;
    for (const one of found[what]) known.set(key(one), one);
    show();
  };
  const again = throttled(load, 500);
  live.onSteps(({ steps, missed }) => {
    if (list.isConnected && (missed || steps.some(about))) again();
  }, signal);
  const element = h("div", { class: "form" }, list, note, more);
  element.reload = () => {
    pages = 1;
    return load();
  };
  load();
  return element;
}

function users(signal) {
  const filter = select(
    [["", "Everybody"], ...state.integrations.map((one) => [one.alias, `Users of ${one.alias}`])],
    "",
    { "aria-label": "Whose users", onchange: () => list.reload() },
  );
  const make = (user) => {
    const element = h("li", { class: "row-item" });
    element.update = (now) =>
      fill(
        element,
        h(
          "button",
          { type: "button", class: "row-button", onclick: () => userDialog(now.id).then(() => list.reload()) },
          h("span", { class: "avatar", "aria-hidden": "true" }, initials(userName(now))),
          h(
            "span",
            { class: "row-name" },
            userName(now),
            now.id === state.overview?.botUser && h("span", { class: "pill" }, "the bot"),
          ),
          h(
            "span",
            { class: "tag-line" },
            Object.entries(now.tags).map(([key, value]) =>
              h("span", { class: "tag" }, h("span", { class: "faint" }, `${key} `), value),
            ),
          ),
          h("time", { datetime: now.createdAt }, whole(now.createdAt)),
        ),
      );
    element.update(user);
    return element;
  };
  const list = paged({
    what: "users",
    key: (user) => user.id,
    make,
    query: () => ({ alias: filter.value }),
    nothing: () => empty("No users yet", "Integrations make them, and so does a chat on this page."),
    about: (step) => step.kind === "page" || (step.kind === "api" && /User|Message/.test(step.title)),
    signal,
  });
  return h("div", { class: "form" }, h("div", { class: "filters" }, filter), list);
}

function states(signal) {
  const key = (one) => `${one.alias ?? ""} ${one.type} ${one.subject} ${one.name}`;
  const make = (one) => {
    const element = h("li");
    element.update = (now) => {
      const item = stateItem(now, () => list.reload());
      fill(
        element,
        h(
          "div",
          { class: "state-owner" },
          h("span", { class: "pill" }, now.type),
          h("code", { class: "faint" }, now.subject),
        ),
        h("ul", { class: "states" }, item),
      );
    };
    element.update(one);
    return element;
  };
  const list = paged({
    what: "states",
    key,
    make,
    nothing: () =>
      empty("No states yet", "Integrations and the bot keep them about conversations, users and themselves."),
    about: (step) => step.kind === "state",
    signal,
  });
  return list;
}

/** A user's tags and states. Resolves when it is closed. */
export async function userDialog(id) {
  let user;
  try {
    user = await api.get(["users", id]);
  } catch (error) {
    return dialog("User", () => problem(error));
  }
  // The tags that a user has say whose it is.
  const alias = Object.keys(user.tags)
    .map((key) => key.split(":")[0])
    .find((one) => state.integration(one));
  const declared = state.integrations
    .filter((one) => !alias || one.alias === alias)
    .flatMap((one) =>
      Object.entries(one.states ?? {})
        .filter(([, of]) => of?.type === "user")
        .map(([name]) => ({ alias: one.alias, name })),
    );
  return dialog(userName(user), (close) =>
    h("div", { class: "form" }, [
      h("dl", { class: "facts" }, [
        h("dt", null, "Id"),
        h("dd", null, copyable(user.id, "the id")),
        h("dt", null, "Since"),
        h("dd", null, whole(user.createdAt)),
      ]),
      h("h3", null, "Tags"),
      tagEditor({ tags: user.tags, declared: alias && state.integration(alias)?.userTags, alias, path: ["users", id] }),
      h("h3", null, "States"),
      stateList({ states: user.states, declared, type: "user", id, onchanged: () => close() }),
    ]),
  );
}
