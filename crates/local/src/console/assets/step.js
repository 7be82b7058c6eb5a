// One step: how it is written in a line, and all that is known of it.

import { api } from "./api.js";
import { fill, h } from "./dom.js";
import { bytes, clock, duration } from "./format.js";
import { icon } from "./icons.js";
import { code, indented } from "./json.js";
import { sendAgain } from "./replay.js";
import { state } from "./state.js";
import { button, problem, toast } from "./ui.js";

/** The word for each kind, and what it is in full. */
export const KINDS = {
  page: ["You", "Done on this page"],
  webhook: ["Webhook", "A request from outside"],
  operation: ["Operation", "A call to an integration or a bot"],
  api: ["API", "A call of the Botpress API"],
  message: ["Message", "A message"],
  event: ["Event", "An event"],
  state: ["State", "A state was written"],
  bot: ["Bot", "The bot at work"],
  log: ["Log", "A line of an integration's log"],
  status: ["Status", "Where an installation stands"],
};

export const badge = (kind) => h("span", { class: `badge k-${kind}`, title: KINDS[kind][1] }, KINDS[kind][0]);

/** What a step is, in a line. */
export function headline(step) {
  switch (step.kind) {
    case "message":
      return [step.incoming ? "in" : "out", " · ", step.title, step.excerpt && [" ", h("q", null, step.excerpt)]];
    case "operation":
      return [h("code", null, step.title), h("span", { class: "faint" }, ` → ${step.alias ?? "bot"}`)];
    case "api":
      return [h("code", null, step.title), h("span", { class: "faint" }, ` by ${step.alias ?? "the bot"}`)];
    case "webhook":
      return [h("code", null, step.title)];
    case "state":
      return [h("code", null, step.title), h("span", { class: "faint" }, ` of the ${step.state}`)];
    case "bot":
      return step.title === "message_created" ? "handles the message" : ["handles ", h("code", null, step.title)];
    case "event":
      return [h("code", null, step.title)];
    case "status":
      return `${step.alias ?? "The installation"}: ${step.title}`;
    default:
      return step.title;
  }
}

/** How it went, as a word with a colour. */
export function outcome(step) {
  if (step.took === null) return h("span", { class: "out running" }, "running");
  if (step.kind === "log")
    return h(
      "span",
      { class: `out ${step.level === "error" ? "bad" : step.level === "warn" ? "warn" : ""}` },
      step.level,
    );
  const text = step.status ?? (step.failed ? (step.outcome ?? "failed") : step.outcome);
  if (text === null || text === undefined) return h("span", { class: "out" });
  // What is not there when it is looked for is neither good nor bad.
  const plain = step.outcome === "ignored" || step.status >= 400;
  return h("span", { class: `out ${step.failed ? "bad" : plain ? "" : "good"}` }, String(text));
}

/** All that is known of a step. It is asked for anew when the step has changed. */
export function detail(step, tree) {
  const element = h("div", { class: "detail" }, h("p", { class: "faint" }, "Loading…"));
  let shown = null;
  element.update = async (now) => {
    if (shown === now.revision) return;
    shown = now.revision;
    try {
      fill(element, whole(await api.get(["steps", String(now.number)]), tree));
    } catch (error) {
      fill(element, problem(error));
    }
  };
  element.update(step);
  return element;
}

function whole(step, tree) {
  const facts = [
    ["What", KINDS[step.kind][1]],
    [
      "When",
      `${clock(step.at)}, ${step.took === null ? "still running" : step.took > 0 ? `took ${duration(step.took)}` : "at once"}`,
    ],
    step.cause !== null && ["Cause", causeLink(step, tree)],
    step.alias && ["Integration", h("a", { href: `#/integrations/${encodeURIComponent(step.alias)}` }, step.alias)],
    step.conversation && [
      "Conversation",
      h("a", { href: `#/chat/${step.conversation}` }, h("code", null, step.conversation)),
    ],
    step.id && ["Id", h("code", null, step.id)],
  ].filter(Boolean);
  return [
    step.failure && h("div", { class: "problem" }, icon("warn"), h("span", null, step.failure)),
    h(
      "dl",
      { class: "facts" },
      facts.map(([name, value]) => [h("dt", null, name), h("dd", null, value)]),
    ),
    step.request &&
      exchange("Request", `${step.request.method} ${withQuery(step.request)}`, step.request.headers, step.input),
    !step.request && step.input && exchange(inputTitle(step), null, null, step.input),
    (step.output || step.status) &&
      exchange("Answer", step.status && `Status ${step.status}`, step.answerHeaders, step.output),
    canSend(step) &&
      h(
        "div",
        { class: "buttons" },
        button("Send again…", { symbol: "again" }, () => sendAgain(step)),
      ),
  ];
}

const withQuery = ({ path, query }) => (query ? `${path}?${query}` : path);
const inputTitle = (step) => ({ message: "Message", event: "Event", state: "Payload" })[step.kind] ?? "Request";
/** The bot of this process cannot be called from outside of what happens. */
const canSend = (step) =>
  step.kind === "webhook" ||
  (step.kind === "operation" && (step.alias ? !!state.integration(step.alias) : isServed(step.bot)));
const isServed = (bot) => state.overview?.bots.some((one) => one.id === bot && one.url);

function causeLink(step, { reveal, find }) {
  const cause = find(step.cause);
  if (!cause) return h("span", { class: "faint" }, "not kept any more");
  const link = button("", { look: "link" }, () => reveal(step.cause));
  link.append(badge(cause.kind), h("span", null, headline(cause)));
  return [link, step.presumed && h("span", { class: "faint" }, " presumed")];
}

function exchange(title, line, headers, body) {
  const shown = body && body.text !== "" && !(body.text === "{}" && title === "Answer");
  return h(
    "section",
    { class: "exchange" },
    h(
      "header",
      null,
      h("h4", null, title),
      line && h("code", null, line),
      body && body.length > 0 && h("span", { class: "faint" }, bytes(body.length)),
      shown &&
        button("", { symbol: "copy", look: "quiet", label: `Copy the ${title.toLowerCase()}` }, () => copy(body.text)),
    ),
    headers?.length > 0 &&
      h(
        "details",
        null,
        h("summary", null, `${headers.length} headers`),
        h(
          "dl",
          { class: "facts mono" },
          headers.map(([name, value]) => [h("dt", null, name), h("dd", null, value)]),
        ),
      ),
    shown && code(body.text, title),
    body?.cut && h("p", { class: "hint" }, "Only its beginning was kept."),
  );
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(indented(text) ?? text);
    toast("Copied");
  } catch {
    toast("The browser does not let the page copy", "bad");
  }
}
