import { state } from "./api.js";
import { h } from "./dom.js";
import { channelName } from "./people.js";
import { plain } from "./mrkdwn.js";

/** An element that can be used. `use(input)` says what was done with it. */
export function element(block, item, chosen, use) {
  const label = text(item.text) || text(item.placeholder) || text(block.label) || item.type;
  const known = chosen?.[block.block_id]?.[item.action_id] ?? {};
  const props = { "data-name": `${block.block_id}/${item.action_id}`, "aria-label": label };
  const kind = item.type ?? "";
  if (kind === "button" || kind === "workflow_button") return button(item, props, use);
  if (kind === "overflow") return select({ ...props, class: "overflow" }, item.options, "", "…", (value) => use({ pick: value }));
  if (kind === "static_select") return select(props, options(item), known.selected_option?.value, label, (value) => use({ pick: value }));
  if (kind === "external_select") return typed("text", props, known.selected_option?.value, label, (value) => use({ pick: value }));
  if (kind === "multi_static_select" || kind === "checkboxes") return several(props, label, options(item), values(known), kind, use);
  if (kind === "radio_buttons") return radios(props, item.options, known.selected_option?.value, use);
  if (kind.startsWith("multi_")) return several(props, label, choicesOf(kind), knownIds(known), kind, use);
  if (kind.endsWith("s_select")) return select(props, choicesOf(kind), knownIds(known)[0], label, (value) => use({ pick: value }));
  if (kind === "datepicker") return typed("date", props, known.selected_date, label, (value) => use({ pick: value }));
  if (kind === "timepicker") return typed("time", props, known.selected_time, label, (value) => use({ pick: value }));
  if (kind === "datetimepicker") return moment(props, known.selected_date_time, use);
  if (kind.endsWith("_input")) return field(item, props, known.value, use);
  return h("span", { class: "unknown" }, `(${kind})`);
}

function button(item, props, use) {
  const style = item.style ? `button ${item.style}` : "button";
  if (item.url && /^https?:/.test(item.url)) {
    const open = { ...props, class: style, href: item.url, target: "_blank", rel: "noopener noreferrer" };
    return h("a", { ...open, onclick: () => use("press") }, plain(text(item.text)), " ↗");
  }
  return h("button", { ...props, type: "button", class: style, onclick: () => use("press") }, plain(text(item.text)));
}

function select(props, choices, value, label, choose) {
  const shown = h(
    "select",
    { ...props, onchange: () => shown.value && choose(shown.value) },
    h("option", { value: "" }, label),
    choices.map((choice) => h("option", { value: choice.value, selected: choice.value === value }, plain(text(choice.text)))),
  );
  return shown;
}

function several(props, label, choices, chosen, kind, use) {
  const boxes = choices.map((choice) => {
    const box = h("input", { type: "checkbox", value: choice.value, checked: chosen.includes(choice.value), onchange: change });
    const description = choice.description && h("small", {}, text(choice.description));
    return h("label", { class: "choice" }, box, h("span", {}, plain(text(choice.text)), description));
  });
  function change() {
    const checked = boxes.map((box) => box.firstChild).filter((box) => box.checked);
    use({ pickMany: checked.map((box) => box.value) });
  }
  if (kind === "checkboxes") return h("fieldset", { class: "choices", "aria-label": props["aria-label"] }, boxes);
  const count = chosen.length ? `${label} (${chosen.length})` : label;
  return h("details", { class: "several" }, h("summary", props, count), h("div", { class: "choices" }, boxes));
}

function radios(props, choices, value, use) {
  const name = props["data-name"];
  const items = choices.map((choice) => {
    const radio = { type: "radio", name, value: choice.value, checked: choice.value === value };
    return h("label", { class: "choice" }, h("input", { ...radio, onchange: () => use({ pick: choice.value }) }), plain(text(choice.text)));
  });
  return h("fieldset", { class: "choices", "aria-label": props["aria-label"] }, items);
}

function typed(type, props, value, label, choose) {
  const input = h("input", { ...props, type, value: value ?? "", placeholder: label, onchange: () => input.value && choose(input.value) });
  return input;
}

function moment(props, seconds, use) {
  const local = seconds ? new Date(seconds * 1000 - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 16) : "";
  const choose = (value) => use({ pick: String(Math.floor(new Date(value).getTime() / 1000)) });
  return typed("datetime-local", props, local, "", choose);
}

function field(item, props, value, use) {
  const given = { ...props, value: value ?? "", placeholder: text(item.placeholder), onchange: () => use({ type: input.value }) };
  const input = item.multiline ? h("textarea", { ...given, rows: 3 }) : h("input", { ...given, type: inputType(item.type) });
  return input;
}

function inputType(kind) {
  if (kind === "email_text_input") return "email";
  if (kind === "url_text_input") return "url";
  return kind === "number_input" ? "number" : "text";
}

function options(item) {
  return item.options ?? (item.option_groups ?? []).flatMap((group) => group.options ?? []);
}

function values(known) {
  return (known.selected_options ?? []).map((option) => option.value);
}

function knownIds(known) {
  for (const what of ["user", "channel", "conversation"]) {
    if (known[`selected_${what}`]) return [known[`selected_${what}`]];
    if (known[`selected_${what}s`]) return known[`selected_${what}s`];
  }
  return [];
}

function choicesOf(kind) {
  if (kind.includes("users")) return state.people.map((one) => ({ value: one.id, text: one.name }));
  const channels = state.channels.filter((channel) => !kind.includes("channels") || channel.kind === "public");
  return channels.map((channel) => ({ value: channel.id, text: channelName(channel) }));
}

export function text(value) {
  return typeof value === "string" ? value : (value?.text ?? "");
}
