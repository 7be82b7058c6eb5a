// Sending again what was recorded, edited or not; and sending a webhook for the first time.

import { MASK, api } from "./api.js";
import { h } from "./dom.js";
import { indented, parsed } from "./json.js";
import { area, button, dialog, field, form, select, toast } from "./ui.js";

const METHODS = ["POST", "GET", "PUT", "PATCH", "DELETE"];
/** Sends a recorded webhook or operation again. */
export const sendAgain = (step) => (step.kind === "webhook" ? webhook(recorded(step)) : operation(step));

/** Sends a webhook to an installation for the first time. */
export const sendWebhook = (integration) =>
  webhook({
    title: `A webhook for ${integration.alias}`,
    method: "POST",
    id: `/${integration.webhookId}`,
    path: "/",
    query: "",
    headers: [["content-type", "application/json"]],
    body: "{}",
  });

/** Headers of the connection are made anew. */
const OF_THE_CONNECTION = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "te",
  "transfer-encoding",
  "upgrade",
]);

function recorded({ request, input }) {
  // The first part of the path is the id of the webhook, unless it is one of the words that the router knows.
  const [, first] = request.path.split("/");
  const id = ["oauth", "integration"].includes(first) ? "" : `/${first ?? ""}`;
  const headers = request.headers.filter(([name]) => !OF_THE_CONNECTION.has(name));
  return {
    title: "Send the webhook again",
    method: request.method,
    id,
    path: request.path.slice(id.length) || "/",
    query: request.query,
    headers,
    body: input?.text ?? "",
    cut: input?.cut,
  };
}

function webhook({ title, method, id, path, query, headers, body, cut }) {
  return dialog(
    title,
    (close) => {
      const methods = METHODS.includes(method) ? METHODS : [method, ...METHODS];
      const fields = {
        method: select(
          methods.map((name) => [name, name]),
          method,
        ),
        path: h("input", { value: path, spellcheck: "false", class: "mono" }),
        query: h("input", { value: query, spellcheck: "false", class: "mono", placeholder: "name=Ada" }),
        body: area(indented(body) ?? body, 10),
      };
      const rows = headerRows(headers);
      return form(
        [
          h(
            "div",
            { class: "row" },
            field("Method", fields.method),
            h("div", { class: "grow" }, field("Path", fields.path)),
            h("div", { class: "grow" }, field("Query", fields.query)),
          ),
          rows.element,
          field("Body", fields.body, cut ? "Only the beginning of the body was kept." : undefined),
        ],
        {
          send: "Send",
          work: async () => {
            const below = fields.path.value.startsWith("/") ? fields.path.value : `/${fields.path.value}`;
            const answer = await api.post(["replay"], {
              method: fields.method.value,
              path: id + below,
              query: fields.query.value,
              headers: rows.read(),
              body: fields.body.value,
            });
            close();
            told(answer);
          },
        },
      );
    },
    { wide: true },
  );
}

function operation(step) {
  const to = step.alias ?? "the bot";
  return dialog(
    `Send ${step.title} to ${to} again`,
    (close) => {
      const body = area(indented(step.input?.text ?? "") ?? step.input?.text ?? "{}", 16);
      return form(
        [
          field(
            "Body",
            body,
            step.input?.cut ? "Only the beginning of the body was kept." : "JSON, as the integration gets it.",
          ),
        ],
        {
          send: "Send",
          work: async () => {
            const answer = await api.post(["call"], {
              alias: step.alias,
              operation: step.title,
              body: parsed(body.value),
            });
            close();
            told(answer);
          },
        },
      );
    },
    { wide: true },
  );
}

function told({ status, chain }) {
  toast(`Answered with status ${status}`, status < 400 ? "good" : "bad");
  location.hash = `#/activity/${chain}`;
}

function headerRows(headers) {
  const list = h("div", { class: "header-rows" });
  const add = (name = "", value = "") => {
    const secret = value === MASK;
    const row = h(
      "div",
      { class: "row" },
      h("input", {
        class: "mono",
        value: name,
        "aria-label": "Name of the header",
        placeholder: "name",
        spellcheck: "false",
      }),
      h("input", {
        class: "mono grow",
        value: secret ? "" : value,
        "aria-label": `Value of ${name || "the header"}`,
        placeholder: secret ? "not recorded: a secret" : "value",
        spellcheck: "false",
      }),
      button("", { symbol: "close", look: "quiet", label: `Remove ${name || "the header"}` }, () => row.remove()),
    );
    list.append(row);
    return row;
  };
  headers.forEach(([name, value]) => add(name, value));
  const element = h(
    "details",
    { class: "headers" },
    h("summary", null, "Headers"),
    list,
    button("Add a header", { symbol: "plus", look: "quiet" }, () => add().querySelector("input").focus()),
  );
  const read = () =>
    [...list.children]
      .map((row) => [...row.querySelectorAll("input")].map((input) => input.value.trim()))
      .filter(([name, value]) => name && value);
  return { element, read };
}
