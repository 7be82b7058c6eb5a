// Everything that was recorded, searched and filtered.

import { chainList } from "./chains.js";
import { h, settled } from "./dom.js";
import { icon } from "./icons.js";
import { state } from "./state.js";
import { KINDS } from "./step.js";
import { empty, select } from "./ui.js";

const ORDER = ["webhook", "operation", "api", "message", "event", "state", "bot", "log", "status", "page"];

export function activity({ rest: [chain, step], signal }) {
  const list = chainList({ nothing, signal });
  const search = h("input", {
    type: "search",
    placeholder: "Search names, bodies, errors and ids",
    "aria-label": "Search the recording",
    autocomplete: "off",
    oninput: () => later(),
  });
  const kind = select([["", "Every kind"], ...ORDER.map((kind) => [kind, KINDS[kind][0]])], "", {
    "aria-label": "Kind",
    onchange: () => look(),
  });
  const alias = select(aliases(), "", { "aria-label": "Integration", onchange: () => look() });
  const failed = h("input", { type: "checkbox", onchange: () => look() });
  const reads = h("input", { type: "checkbox", onchange: () => look() });
  state.onChange(() => {
    const chosen = alias.value;
    alias.replaceChildren(...aliases().map(([value, text]) => h("option", { value }, text)));
    alias.value = chosen;
  }, signal);

  const look = () =>
    list.filter({
      text: search.value.trim(),
      kind: kind.value,
      alias: alias.value,
      failed: failed.checked || null,
      reads: reads.checked || null,
    });
  const later = settled(look, 200);

  const element = h(
    "div",
    { class: "page" },
    h(
      "header",
      { class: "page-head" },
      h("h1", { tabIndex: -1 }, "Activity"),
      h("p", null, "What happened, newest first, each with all that it caused."),
    ),
    h(
      "form",
      { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
      h("div", { class: "search" }, icon("search"), search),
      kind,
      alias,
      h("label", { class: "check" }, failed, "Failures only"),
      h("label", { class: "check" }, reads, "With mere reads"),
    ),
    list,
  );
  list
    .load()
    .then(() => chain && list.reveal(chain, step))
    .catch(() => {});
  return element;
}

const aliases = () => [["", "Every integration"], ...state.integrations.map((one) => [one.alias, one.alias])];

const nothing = () =>
  empty(
    "Nothing here",
    "Either nothing has happened yet, or nothing that fits. Webhooks, messages, calls and log lines appear here as they happen.",
  );
