// A form from a JSON schema. It has a control for each member, and JSON where a schema says less than a control has to know.

import { MASK } from "./api.js";
import { h, uid } from "./dom.js";
import { words } from "./format.js";
import { parsed } from "./json.js";
import { area, button, select } from "./ui.js";

/** A form for an object: an element with `read()`, which throws when something is wrong. */
export function schemaForm(schema, value) {
  const inside = object(resolved(schema), value ?? {}, []);
  const element = h("div", { class: "schema-form" }, inside.element);
  element.read = inside.read;
  return element;
}

/** What a schema is about when it may also be `null`, or be left out. */
function resolved(schema) {
  if (!schema || typeof schema !== "object") return {};
  const parts = schema.anyOf ?? schema.oneOf;
  if (parts) {
    const some = parts.filter((part) => part?.type !== "null" && !part?.not);
    if (some.length === 1) return { ...some[0], ...named(schema, some[0]), nullable: some.length < parts.length };
  }
  if (Array.isArray(schema.type)) {
    const types = schema.type.filter((type) => type !== "null");
    if (types.length === 1) return { ...schema, type: types[0], nullable: types.length < schema.type.length };
  }
  if (schema.allOf?.length === 1) return { ...schema.allOf[0], ...named(schema, schema.allOf[0]) };
  return schema;
}

const named = (outer, inner) => ({
  description: outer.description ?? inner.description,
  "x-zui": { ...inner["x-zui"], ...outer["x-zui"] },
});

/** A control for a value: `{ element, read }`. `read` gives `undefined` for what is not there. */
function control(name, schema, value, required, path) {
  const of = resolved(schema);
  const zui = of["x-zui"] ?? {};
  // A condition in the form of code is not run here: what it is about is shown.
  if (zui.hidden === true) return { element: null, read: () => value };
  const title = zui.title || of.title || words(name);
  const at = [...path, name];
  const common = {
    title,
    hint: of.description,
    required,
    disabled: zui.disabled === true,
    placeholder: zui.placeholder,
    at,
  };
  if (of.const !== undefined) return { element: null, read: () => of.const };
  if (zui.secret === true) return secret(common, value);
  if (of.enum) return choice(common, of, value);
  switch (of.type) {
    case "string":
      return text(common, of, value);
    case "number":
    case "integer":
      return number(common, of, value);
    case "boolean":
      return flag(common, of, value);
    case "object":
      if (of.properties) return group(common, of, value);
      return json(common, of, value);
    case "array":
      return list(common, of, value);
    default:
      return json(common, of, value);
  }
}

function labelled({ title, hint, required, at }, input) {
  const id = uid(at.join("-").replace(/[^\w-]/g, "_"));
  input.id = id;
  input.dataset.at = at.join(".");
  if (hint) input.setAttribute("aria-describedby", `${id}-hint`);
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, title, !required && h("span", { class: "optional" }, " optional")),
    input,
    hint && h("p", { class: "hint", id: `${id}-hint` }, hint),
  );
}

function text(common, of, value) {
  const types = { uri: "url", email: "email", date: "date", "date-time": "text" };
  const { placeholder, disabled } = common;
  const long = (value?.length ?? 0) > 80 || (of.maxLength ?? 0) > 300;
  const given = value ?? of.default ?? "";
  const input = long
    ? h("textarea", { rows: 4, placeholder, disabled, textContent: given, value: given })
    : h("input", { type: types[of.format] ?? "text", placeholder, disabled, value: given, autocomplete: "off" });
  // An empty text is one only where a text has to be.
  const read = () =>
    input.value === "" && (!common.required || of.nullable)
      ? of.nullable && common.required
        ? null
        : undefined
      : input.value;
  return { element: labelled(common, input), read };
}

function secret(common, value) {
  const set = value !== undefined && value !== null;
  const placeholder = set ? "Kept; type to replace it" : common.placeholder;
  const input = h("input", {
    type: "password",
    placeholder,
    disabled: common.disabled,
    autocomplete: "new-password",
    "data-secret": "",
  });
  const hint = [common.hint, "A secret: it is never shown again."].filter(Boolean).join(" ");
  return { element: labelled({ ...common, hint }, input), read: () => input.value || (set ? MASK : undefined) };
}

function number(common, of, value) {
  const { placeholder, disabled } = common;
  const input = h("input", {
    type: "number",
    step: of.type === "integer" ? "1" : "any",
    min: of.minimum,
    max: of.maximum,
    placeholder,
    disabled,
    value: String(value ?? of.default ?? ""),
  });
  const read = () => {
    if (input.value === "") return of.nullable && common.required ? null : undefined;
    return Number(input.value);
  };
  return { element: labelled(common, input), read };
}

function flag(common, of, value) {
  const id = uid("flag");
  const input = h("input", {
    type: "checkbox",
    id,
    checked: value ?? of.default ?? false,
    disabled: common.disabled,
    "aria-describedby": common.hint ? `${id}-hint` : null,
  });
  input.dataset.at = common.at.join(".");
  const element = h(
    "div",
    { class: "field" },
    h("label", { class: "check", for: id }, input, common.title),
    common.hint && h("p", { class: "hint", id: `${id}-hint` }, common.hint),
  );
  const untouched = value === undefined && of.default === undefined && !common.required;
  return { element, read: () => (untouched && !input.checked ? undefined : input.checked) };
}

function choice(common, of, value) {
  const chosen = JSON.stringify(value ?? of.default ?? (common.required ? of.enum[0] : undefined)) ?? "";
  const options = of.enum.map((one) => [JSON.stringify(one), String(one)]);
  if (!common.required || of.nullable) options.unshift(["", "—"]);
  const input = select(options, chosen, { disabled: common.disabled });
  const read = () =>
    input.value === "" ? (of.nullable && common.required ? null : undefined) : JSON.parse(input.value);
  return { element: labelled(common, input), read };
}

function group(common, of, value) {
  const inside = object(of, value ?? {}, common.at);
  const element = h(
    "fieldset",
    { disabled: common.disabled },
    h("legend", null, common.title, !common.required && h("span", { class: "optional" }, " optional")),
    common.hint && h("p", { class: "hint" }, common.hint),
    inside.element,
  );
  const read = () => {
    const read = inside.read();
    return Object.keys(read).length === 0 && !common.required ? undefined : read;
  };
  return { element, read };
}

function object(of, value, path) {
  const required = new Set(of.required ?? []);
  const members = Object.entries(of.properties ?? {}).map(([name, schema]) => [
    name,
    control(name, schema, value[name], required.has(name), path),
  ]);
  const read = () => {
    // What no member is declared for stays as it is.
    const result = {};
    for (const [name, kept] of Object.entries(value)) if (!of.properties?.[name]) result[name] = kept;
    for (const [name, { read }] of members) {
      const given = read();
      if (given !== undefined) result[name] = given;
    }
    return result;
  };
  return {
    element: h(
      "div",
      { class: "members" },
      members.map(([, { element }]) => element),
    ),
    read,
  };
}

function list(common, of, value) {
  const schema = Array.isArray(of.items) ? {} : (of.items ?? {});
  const items = [];
  const rows = h("div", { class: "items" });
  const add = (value) => {
    const item = control(`${common.title} ${items.length + 1}`, schema, value, true, common.at);
    const row = h(
      "div",
      { class: "item" },
      item.element,
      button("", { symbol: "close", look: "quiet", label: "Remove", disabled: common.disabled }, () => {
        items.splice(items.indexOf(item), 1);
        row.remove();
      }),
    );
    items.push(item);
    rows.append(row);
    return row;
  };
  (value ?? of.default ?? []).forEach(add);
  const more = button(
    "Add",
    { symbol: "plus", look: "quiet", disabled: common.disabled, label: `Add to ${common.title}` },
    () => add(undefined).querySelector("input, select, textarea")?.focus(),
  );
  const element = h(
    "fieldset",
    null,
    h("legend", null, common.title, !common.required && h("span", { class: "optional" }, " optional")),
    common.hint && h("p", { class: "hint" }, common.hint),
    rows,
    more,
  );
  const read = () =>
    items.length === 0 && !common.required && value === undefined ? undefined : items.map((item) => item.read());
  return { element, read };
}

function json(common, of, value) {
  const given = value ?? of.default;
  const input = area(given === undefined ? "" : JSON.stringify(given, null, 2), 5);
  input.disabled = common.disabled;
  input.placeholder = "JSON";
  const read = () => {
    if (input.value.trim() === "") return undefined;
    try {
      return parsed(input.value);
    } catch (error) {
      throw new Error(`${common.title}: ${error.message}`);
    }
  };
  return { element: labelled(common, input), read };
}
