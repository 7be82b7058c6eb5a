// What is installed: its definition as documentation, its configuration as a form, its actions to be called.

import { address, api } from "./api.js";
import { fill, h, throttled } from "./dom.js";
import { plural, words } from "./format.js";
import { code } from "./json.js";
import { live } from "./live.js";
import { markdown } from "./markdown.js";
import { sendWebhook } from "./replay.js";
import { schemaDoc } from "./schema-doc.js";
import { schemaForm } from "./schema-form.js";
import { state } from "./state.js";
import { stateList } from "./tags.js";
import { button, copyable, empty, field, form, pill, problem, select, tabs, toast } from "./ui.js";

const STATUS = {
  registered: ["registered", "good"],
  registration_failed: ["registration failed", "bad"],
  registration_pending: ["registering", ""],
  unregistered: ["not registered", ""],
  unregistration_failed: ["unregistering failed", "warn"],
};

export const statusPill = (status, enabled) =>
  enabled === false ? pill("disabled") : pill(...(STATUS[status] ?? [status.replaceAll("_", " "), ""]));

export function integrations({ rest: [alias, tab], signal }) {
  const list = h("ul", { class: "install-list" });
  const main = h("section", { class: "pane integration-pane", "aria-label": "Integration" });
  const chosen = alias ?? state.integrations[0]?.alias;
  const draw = () =>
    fill(
      list,
      state.integrations.map((one) =>
        h(
          "li",
          null,
          h(
            "a",
            {
              href: `#/integrations/${encodeURIComponent(one.alias)}`,
              class: "install",
              "aria-current": one.alias === chosen ? "page" : null,
            },
            h("strong", null, one.title || one.alias),
            h("span", { class: "faint" }, `${one.alias} · ${one.version ?? ""}`),
            statusPill(one.status, one.enabled),
          ),
        ),
      ),
    );
  draw();
  state.onChange(draw, signal);
  if (chosen) show(main, chosen, tab, signal);
  else
    fill(
      main,
      empty(
        "Nothing is installed",
        "Run `cargo botpress dev` in the directory of an integration, or deploy one with the official CLI.",
      ),
    );
  return h(
    "div",
    { class: `split${alias ? " has-choice" : ""}` },
    h(
      "nav",
      { class: "pane list-pane", "aria-label": "Installed integrations" },
      h("header", { class: "pane-head" }, h("div", { class: "pane-title" }, h("h2", null, "Integrations"))),
      h("div", { class: "scroll" }, list),
    ),
    main,
  );
}

async function show(main, alias, tab, signal) {
  let shown;
  let current = tab;
  const head = h("div", { class: "install-head" });
  const load = async () => {
    shown = await api.get(["integrations", alias]);
    drawHead(head, shown, load);
  };
  try {
    await load();
  } catch (error) {
    fill(main, problem(error));
    return;
  }
  if (signal.aborted) return;
  const body = h("div", { class: "install-body" });
  const draw = () => {
    const { definition } = shown;
    const count = (of) => Object.values(of ?? {}).filter(Boolean).length;
    const titled = (title, of) => h("span", null, title, h("span", { class: "count" }, String(count(of))));
    const parts = tabs(
      "Parts of the integration",
      [
        ["configuration", "Configuration", () => configuration(shown, load)],
        ["actions", titled("Actions", definition.actions), () => actions(shown)],
        [
          "events",
          titled("Events", definition.events),
          () => members(definition.events, "This integration has no events.", (event) => schemaDoc(event.schema)),
        ],
        ["channels", titled("Channels", definition.channels), () => channels(definition)],
        ["states", titled("States", definition.states), () => states(shown, signal)],
        ["tags", "Tags", () => tags(definition)],
        shown.readme && ["readme", "Readme", () => markdown(shown.readme)],
      ].filter(Boolean),
      current,
      (name) => (current = name),
    );
    fill(body, parts.list, parts.panel);
  };
  draw();
  fill(main, h("a", { class: "button quiet narrow-only", href: "#/integrations" }, "‹ All integrations"), head, body);
  const again = throttled(async () => {
    const before = JSON.stringify([shown.definition, shown.configuration]);
    await load();
    // What somebody types in is not taken away from them.
    if (before !== JSON.stringify([shown.definition, shown.configuration]) && !body.contains(document.activeElement))
      draw();
  }, 300);
  live.onSteps(({ steps, missed }) => {
    if (missed || steps.some((step) => step.kind === "status" && step.alias === alias)) again().catch(() => {});
  }, signal);
}

function drawHead(head, shown, load) {
  const again = button("Register again", { symbol: "again" }, async () => {
    again.disabled = true;
    try {
      const after = await api.post(["integrations", shown.alias, "register"]);
      toast(after.reason ? `Not registered: ${after.reason}` : "Registered", after.reason ? "bad" : "good");
      await load();
    } catch (error) {
      toast(error.message, "bad");
    }
    again.disabled = false;
  });
  fill(
    head,
    h(
      "div",
      { class: "install-title" },
      shown.hasIcon
        ? h("img", { class: "install-icon", src: address(["integrations", shown.alias, "icon"]), alt: "" })
        : h(
            "span",
            { class: "install-icon letter", "aria-hidden": "true" },
            (shown.title || shown.alias)[0].toUpperCase(),
          ),
      h("div", null, h("h1", { tabIndex: -1 }, shown.title || shown.alias), h("p", null, shown.description)),
      h(
        "div",
        { class: "buttons" },
        button("Send a webhook…", { symbol: "webhook" }, () => sendWebhook(shown)),
        again,
      ),
    ),
    h(
      "div",
      { class: "install-status", role: "status" },
      statusPill(shown.status, shown.enabled),
      shown.reason && h("span", { class: "reason" }, shown.reason),
    ),
    h(
      "dl",
      { class: "facts" },
      [
        h("dt", null, "Name"),
        h(
          "dd",
          null,
          h("code", null, `${shown.name} ${shown.version ?? ""}`),
          shown.alias !== shown.name && [", installed as ", h("code", null, shown.alias)],
        ),
        h("dt", null, "Webhook"),
        h("dd", null, copyable(shown.webhookUrl, "the webhook's address")),
        h("dt", null, "Served at"),
        h("dd", null, h("code", null, shown.url || "nowhere: deploy it with a URL")),
        shown.secrets.length > 0 && [
          h("dt", null, "Secrets"),
          h(
            "dd",
            null,
            shown.secrets.map((name) => h("code", { class: "tag" }, name)),
          ),
        ],
      ].filter(Boolean),
    ),
  );
}

function configuration(shown, load) {
  const { definition } = shown;
  const kinds = [
    ["", "Default"],
    ...Object.entries(definition.configurations ?? {}).map(([name, one]) => [name, one?.title || words(name)]),
  ];
  const box = h("div");
  const done = h("div", { role: "status" });
  const kind = select(kinds, shown.configurationType ?? "", { onchange: () => draw() });
  let inputs;
  const schema = () => (kind.value ? definition.configurations[kind.value]?.schema : definition.configuration?.schema);
  const draw = () => {
    inputs = schemaForm(schema(), kind.value === (shown.configurationType ?? "") ? shown.configuration : {});
    fill(
      box,
      inputs,
      Object.keys(schema()?.properties ?? {}).length === 0 &&
        h("p", { class: "hint" }, "There is nothing to configure."),
    );
  };
  draw();
  return form([kinds.length > 1 && field("Kind of configuration", kind), box, done], {
    send: "Save and register",
    work: async () => {
      fill(done);
      const after = await api.put(["integrations", shown.alias, "configuration"], {
        configurationType: kind.value || null,
        configuration: inputs.read(),
      });
      Object.assign(shown, after);
      draw();
      await load();
      if (after.status === "registration_failed")
        throw new Error(`Saved, but the integration refused it: ${after.reason}`);
      fill(done, h("p", { class: "done" }, "Saved and registered."));
    },
  });
}

/** Documented members of a definition. */
function members(of, nothing, content) {
  const all = Object.entries(of ?? {}).filter(([, one]) => one);
  if (all.length === 0) return h("p", { class: "hint" }, nothing);
  return h(
    "div",
    { class: "docs" },
    all.map(([name, one]) =>
      h(
        "section",
        { class: "doc-item" },
        h("header", null, h("h2", null, one.title || words(name)), h("code", null, name)),
        one.description && h("p", null, one.description),
        content(one, name),
      ),
    ),
  );
}

function actions(shown) {
  return members(shown.definition.actions, "This integration has no actions.", (action, name) => [
    h("h3", null, "Input"),
    schemaDoc(action.input?.schema),
    h("h3", null, "Output"),
    schemaDoc(action.output?.schema),
    attempt(shown.alias, name, action),
  ]);
}

/** Calls an action, as the bot would. */
function attempt(alias, name, action) {
  const answer = h("div", { role: "status" });
  const inputs = schemaForm(action.input?.schema);
  const call = form([inputs, answer], {
    send: `Call ${name}`,
    work: async () => {
      fill(answer);
      const { output, chain } = await api.post(["integrations", alias, "actions", name], inputs.read());
      fill(
        answer,
        h(
          "div",
          { class: "answer" },
          h("h4", null, "Output"),
          code(JSON.stringify(output), "Output"),
          h("a", { href: `#/activity/${chain}` }, "Show what it did"),
        ),
      );
    },
  });
  return h("details", { class: "attempt" }, h("summary", null, "Try it"), call);
}

function channels(definition) {
  return members(definition.channels, "This integration has no channels.", (channel) => {
    const messages = Object.entries(channel.messages ?? {}).filter(([, one]) => one);
    return [
      h("h3", null, plural(messages.length, "type of message", "types of messages")),
      messages.map(([type, message]) =>
        h("details", null, h("summary", null, h("code", null, type)), schemaDoc(message.schema)),
      ),
      h("h3", null, "Tags of its conversations"),
      tagDoc(channel.conversation?.tags),
      h("h3", null, "Tags of its messages"),
      tagDoc(channel.message?.tags),
    ];
  });
}

function states(shown, signal) {
  const values = h("div");
  const declared = Object.entries(shown.definition.states ?? {})
    .filter(([, one]) => one?.type === "integration")
    .map(([name]) => ({ alias: shown.alias, name }));
  const load = async () => {
    if (declared.length === 0) return;
    const found = await api.get(["states"], { about: "integration", subject: shown.id });
    fill(
      values,
      h("h2", null, "Now"),
      stateList({ states: found.states, declared, type: "integration", id: shown.id, onchanged: load }),
    );
  };
  load().catch((error) => fill(values, problem(error)));
  const again = throttled(load, 300);
  live.onSteps(({ steps }) => {
    if (values.isConnected && steps.some((step) => step.kind === "state" && step.alias === shown.alias)) again();
  }, signal);
  return [
    values,
    members(shown.definition.states, "This integration keeps no states.", (one) => [
      h("p", { class: "hint" }, `About each ${one.type}.`),
      schemaDoc(one.schema),
    ]),
  ];
}

const tags = (definition) =>
  h("div", { class: "docs" }, [
    h("section", { class: "doc-item" }, h("h2", null, "Users"), tagDoc(definition.user?.tags)),
    Object.entries(definition.channels ?? {})
      .filter(([, channel]) => channel)
      .map(([name, channel]) =>
        h(
          "section",
          { class: "doc-item" },
          h("h2", null, channel.title || words(name)),
          h("h3", null, "Conversations"),
          tagDoc(channel.conversation?.tags),
          h("h3", null, "Messages"),
          tagDoc(channel.message?.tags),
        ),
      ),
  ]);

function tagDoc(tags) {
  const all = Object.entries(tags ?? {}).filter(([, tag]) => tag);
  if (all.length === 0) return h("p", { class: "hint" }, "None.");
  return h(
    "dl",
    { class: "facts" },
    all.map(([key, tag]) => [
      h("dt", null, h("code", null, key)),
      h("dd", null, [tag.title, tag.description].filter(Boolean).join(": ")),
    ]),
  );
}
