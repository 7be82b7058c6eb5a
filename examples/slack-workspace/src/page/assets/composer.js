import { act, state } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { spelledOut } from "./mentions.js";
import { channelName } from "./people.js";

/** A place to write. `target()` says where to; `up()` is what an arrow up does when there is nothing written. */
export function composer({ id, label, target, up, broadcast }) {
  const area = h("textarea", { id, rows: 1, "aria-label": label, placeholder: label, "aria-autocomplete": "list" });
  const suggestions = h("ul", { class: "suggestions", role: "listbox", hidden: true });
  const files = h("input", { type: "file", multiple: true, hidden: true, onchange: share });
  const also = broadcast && h("input", { type: "checkbox" });
  let marked = 0;

  async function send() {
    const text = spelledOut(area.value.trim());
    if (!text) return;
    area.value = "";
    grow();
    const sent = await act({ act: "say", text, broadcast: Boolean(also?.checked), ...target() });
    if (!sent && !area.value) area.value = text;
    if (also) also.checked = false;
    area.focus();
  }

  async function share() {
    const read = [...files.files].map(async (file) => ({ name: file.name, kind: file.type, content: await base64(file) }));
    files.value = "";
    const text = spelledOut(area.value.trim());
    if (await act({ act: "share", text, files: await Promise.all(read), ...target() })) area.value = "";
  }

  /** People and channels whose names go on from what stands before the cursor. */
  function candidates() {
    const before = area.value.slice(0, area.selectionStart);
    const found = before.match(/(^|\s)([@#])([^\s@#]*(?: [^\s@#]*)?)$/u);
    if (!found) return [];
    const [, , sign, typed] = found;
    const names = sign === "@" ? state.people.filter((one) => !one.isDeleted).map((one) => one.name) : channels();
    const fits = names.filter((name) => name.toLowerCase().startsWith(typed.toLowerCase()) && name !== typed);
    return fits.slice(0, 6).map((name) => ({ name: sign + name, start: before.length - typed.length - 1 }));
  }

  function suggest() {
    const list = candidates();
    marked = Math.min(marked, Math.max(0, list.length - 1));
    suggestions.hidden = list.length === 0;
    suggestions.replaceChildren(
      ...list.map((one, index) => {
        const props = { role: "option", "aria-selected": String(index === marked), onmousedown: (event) => (event.preventDefault(), accept(one)) };
        return h("li", props, one.name);
      }),
    );
    return list;
  }

  function accept({ name, start }) {
    area.setRangeText(`${name} `, start, area.selectionStart, "end");
    marked = 0;
    suggest();
  }

  function grow() {
    area.rows = Math.min(8, area.value.split("\n").length);
  }

  area.addEventListener("input", () => {
    grow();
    suggest();
  });
  area.addEventListener("blur", () => (suggestions.hidden = true));
  area.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const list = suggestions.hidden ? [] : candidates();
    if (list.length && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      marked = (marked + (event.key === "ArrowDown" ? 1 : list.length - 1)) % list.length;
      suggest();
    } else if (list.length && ["Tab", "Enter"].includes(event.key)) accept(list[marked]);
    else if (list.length && event.key === "Escape") suggestions.hidden = true;
    else if (event.key === "Enter" && !event.shiftKey) send();
    else if (event.key === "ArrowUp" && !area.value && up) up();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  const button = (sign, title, onclick, kind) => h("button", { type: "button", class: `button ${kind}`, "aria-label": title, title, onclick }, icon(sign));
  const element = h(
    "div",
    { class: "composer" },
    suggestions,
    h("div", { class: "composer-box" }, button("add", "Share files", () => files.click(), "quiet"), area, button("send", "Send", send, "primary")),
    files,
    also && h("label", { class: "also" }, also, " Also send to the channel"),
  );
  return { element, area };
}

function channels() {
  return state.channels.filter((channel) => channel.kind !== "direct").map(channelName);
}

async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}
