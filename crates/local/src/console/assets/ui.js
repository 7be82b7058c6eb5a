// What the parts of the page are made of: buttons, fields, dialogs, tabs, short messages.

import { fill, h, uid } from "./dom.js";
import { icon } from "./icons.js";

/** A button with an icon and a text; `quiet`, `primary` or `danger` say how it looks. */
export function button(text, { symbol, look = "", type = "button", label, ...rest } = {}, onclick) {
  return h(
    "button",
    { type, class: `button ${look}${text ? "" : " bare"}`, "aria-label": label, title: label, onclick, ...rest },
    symbol && icon(symbol),
    text && h("span", null, text),
  );
}

/** A label with its control and what is to be known about it. */
export function field(title, control, hint) {
  const id = control.id || uid("field");
  control.id = id;
  const described = hint ? `${id}-hint` : null;
  if (described) control.setAttribute("aria-describedby", described);
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, title),
    control,
    hint && h("p", { class: "hint", id: described }, hint),
  );
}

export function select(options, value, attributes = {}) {
  const element = h(
    "select",
    attributes,
    options.map(([key, text]) => h("option", { value: key, selected: key === value }, text)),
  );
  element.value = value;
  return element;
}

/** A field for text of several lines, such as JSON. */
export const area = (value, rows) =>
  h("textarea", { class: "mono", rows, spellcheck: "false", textContent: value, value });

/** A short word on a coloured ground. */
export const pill = (text, look = "") => h("span", { class: `pill ${look}` }, text);

/** Tells something in passing, also to those who do not see it. */
export function toast(text, look = "") {
  const element = h("div", { class: `toast ${look}` }, text);
  document.getElementById("toasts").append(element);
  setTimeout(() => element.remove(), 6000);
}

/** Shows what went wrong where it went wrong. */
export const problem = (error) =>
  h("div", { class: "problem", role: "alert" }, icon("warn"), h("span", null, error.message ?? String(error)));

/**
 * A dialog. `build` gets the function that closes it with a result; what it returns is shown. Resolves to the result, or to
 * nothing when it was closed otherwise.
 */
export function dialog(title, build, { wide = false } = {}) {
  return new Promise((resolve) => {
    const heading = uid("dialog");
    let result;
    const close = (value) => {
      result = value;
      element.close();
    };
    const element = h(
      "dialog",
      { class: wide ? "wide" : "", "aria-labelledby": heading },
      h(
        "header",
        null,
        h("h2", { id: heading }, title),
        button("", { symbol: "close", look: "quiet", label: "Close" }, () => close()),
      ),
    );
    element.append(h("div", { class: "dialog-body" }, build(close)));
    element.addEventListener("close", () => {
      element.remove();
      resolve(result);
    });
    // A click beside it closes it.
    element.addEventListener("mousedown", (event) => event.target === element && close());
    document.body.append(element);
    element.showModal();
    element.querySelector(".dialog-body :is(input, textarea, select, button)")?.focus();
  });
}

/** A form that shows what was refused, and does not send twice. `work` gets called when it is sent. */
export function form(content, { send, work, extra = [] }) {
  const error = h("div");
  const submit = button(send, { look: "primary", type: "submit" });
  return h(
    "form",
    {
      class: "form",
      novalidate: true,
      onsubmit: async (event) => {
        event.preventDefault();
        if (submit.disabled) return;
        submit.disabled = true;
        fill(error);
        try {
          await work();
        } catch (refused) {
          fill(error, problem(refused));
        } finally {
          submit.disabled = false;
        }
      },
    },
    content,
    error,
    h("div", { class: "buttons" }, submit, extra),
  );
}

/** Tabs: `[name, title, build]`. What is behind a tab is built when it is looked at. */
export function tabs(label, all, chosen, onchoose) {
  const panel = h("div", { role: "tabpanel", class: "tabpanel", id: uid("panel"), tabIndex: 0 });
  const show = (name, focus) => {
    for (const tab of list.children) {
      const is = tab.dataset.name === name;
      tab.setAttribute("aria-selected", is);
      tab.tabIndex = is ? 0 : -1;
      if (is) {
        panel.setAttribute("aria-labelledby", tab.id);
        if (focus) tab.focus();
      }
    }
    fill(panel, all.find(([of]) => of === name)?.[2]());
    onchoose?.(name);
  };
  const move = (event) => {
    const names = all.map(([name]) => name);
    const at = names.indexOf(event.target.dataset.name);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    show(names[(to + names.length) % names.length], true);
  };
  const list = h(
    "div",
    { role: "tablist", class: "tabs", "aria-label": label, onkeydown: move },
    all.map(([name, title]) =>
      h(
        "button",
        {
          type: "button",
          role: "tab",
          id: uid("tab"),
          class: "tab",
          data: { name },
          "aria-controls": panel.id,
          onclick: () => show(name),
        },
        title,
      ),
    ),
  );
  show(all.some(([name]) => name === chosen) ? chosen : all[0][0]);
  return { list, panel, show };
}

/** Something that can be copied. */
export function copyable(text, label) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      toast("Copied");
    } catch {
      toast("The browser does not let the page copy", "bad");
    }
  };
  return h(
    "span",
    { class: "copyable" },
    h("code", null, text),
    button("", { symbol: "copy", look: "quiet", label: `Copy ${label}` }, copy),
  );
}

/** A list that is longer than what is shown. */
export function pager(text, more) {
  const element = button(text, { look: "quiet pager" }, async () => {
    element.disabled = true;
    try {
      await more();
    } catch (error) {
      toast(error.message, "bad");
    } finally {
      element.disabled = false;
    }
  });
  return element;
}

export const empty = (title, ...text) =>
  h("div", { class: "empty" }, h("h2", null, title), ...text.map((it) => (it instanceof Node ? it : h("p", null, it))));
