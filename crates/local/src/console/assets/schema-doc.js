// A JSON schema as documentation: its members with types, limits and descriptions.

import { h } from "./dom.js";

/** What an object has, as a table; a word when it has nothing. */
export function schemaDoc(schema) {
  const rows = [...members(schema ?? {}, 0)];
  if (rows.length === 0) return h("p", { class: "hint" }, schema?.additionalProperties ? "Any members." : "Nothing.");
  return h(
    "div",
    { class: "table-box", tabIndex: 0, role: "region", "aria-label": "Members" },
    h(
      "table",
      { class: "doc" },
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          ["Member", "Type", "What it is"].map((title) => h("th", { scope: "col" }, title)),
        ),
      ),
      h("tbody", null, rows.map(row)),
    ),
  );
}

function row({ name, schema, required, depth }) {
  const zui = schema["x-zui"] ?? {};
  const cell = h(
    "td",
    { class: "member" },
    h("code", null, name),
    required && h("span", { class: "required", title: "Required" }, "*"),
  );
  cell.style.setProperty("--depth", depth);
  const facts = [zui.title, schema.description].filter(Boolean);
  return h(
    "tr",
    null,
    cell,
    h(
      "td",
      null,
      h("code", { class: "type" }, type(schema)),
      zui.secret === true && h("span", { class: "pill warn" }, "secret"),
    ),
    h(
      "td",
      null,
      facts.length > 0 && h("span", null, facts.join(": ")),
      limits(schema).map((limit) => h("span", { class: "limit" }, limit)),
    ),
  );
}

function* members(schema, depth) {
  if (depth > 6) return;
  const required = new Set(schema.required ?? []);
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    yield { name, schema: member, required: required.has(name), depth };
    yield* inside(member, depth + 1);
  }
  for (const part of schema.allOf ?? []) yield* members(part, depth);
}

/** The members of what a member has: of an object, of a list's items, of each form that it may take. */
function* inside(schema, depth) {
  yield* members(schema, depth);
  if (schema.items && !Array.isArray(schema.items)) yield* inside(schema.items, depth);
  if (typeof schema.additionalProperties === "object") yield* inside(schema.additionalProperties, depth);
  for (const part of schema.anyOf ?? schema.oneOf ?? []) yield* inside(part, depth);
}

export function type(schema) {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  const parts = schema.anyOf ?? schema.oneOf;
  if (parts) return [...new Set(parts.map(type))].join(" | ");
  if (schema.allOf) return schema.allOf.map(type).join(" & ");
  if (Array.isArray(schema.type)) return schema.type.join(" | ");
  if (schema.type === "array")
    return Array.isArray(schema.items) ? `[${schema.items.map(type).join(", ")}]` : `${type(schema.items ?? {})}[]`;
  if (schema.$ref) return schema.$ref.replace(/^#?\/?/, "");
  return schema.type ?? "any";
}

function limits(schema) {
  const { minLength, maxLength, minimum, maximum, minItems, maxItems, format, pattern } = schema;
  const range = (from, to, what) =>
    from === undefined && to === undefined
      ? null
      : to === undefined
        ? `at least ${from} ${what}`
        : from === undefined
          ? `at most ${to} ${what}`
          : `${from} to ${to} ${what}`;
  return [
    format,
    range(minLength, maxLength, "characters"),
    range(minimum, maximum, "")?.trim(),
    range(minItems, maxItems, "items"),
    pattern && `like ${pattern}`,
    schema.default !== undefined && `default ${JSON.stringify(schema.default)}`,
  ].filter(Boolean);
}
