import { act, here, state } from "./api.js";
import { blocks } from "./blocks.js";
import { clear, h } from "./dom.js";
import { icon } from "./icons.js";
import { menuButton } from "./conversation.js";
import { text } from "./elements.js";

/** The modal that an app shows. */
export function modalView(dialog) {
  let shape = "";
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    act({ act: "closeModal" });
  });
  return () => {
    const view = state.modals.at(-1);
    const fresh = JSON.stringify(view && [view.id, view.content, view.errors]);
    if (fresh === shape) return;
    shape = fresh;
    if (!view) return dialog.close();
    const { title, submit, close } = view.content;
    const place = { on: "modal" };
    const send = async () => {
      // What is still being typed counts.
      document.activeElement?.blur();
      await Promise.resolve();
      act({ act: "submit" });
    };
    const button = (label, kind, onclick, name) => h("button", { type: "button", class: `button ${kind}`, "aria-label": name, onclick }, label);
    clear(
      dialog,
      h("header", { class: "head" }, h("h2", { id: "modal-title" }, text(title)), button(icon("close"), "quiet", () => act({ act: "closeModal" }), "Close")),
      h("div", { class: "modal-body" }, blocks(view.content.blocks ?? [], { place, chosen: view.chosen, errors: view.errors })),
      h("footer", {}, button(text(close) || "Close", "", () => act({ act: "closeModal" })), submit && button(text(submit), "primary", send)),
    );
    dialog.setAttribute("aria-labelledby", "modal-title");
    if (dialog.open) return;
    dialog.showModal();
    dialog.querySelector(".modal-body :is(input, select, textarea)")?.focus();
  };
}

/** An app's page for a person. */
export function homePane(main) {
  let shape = "";
  return {
    forget: () => (shape = ""),
    show: () => {
      const app = state.apps.find((one) => one.id === here.home);
      if (!app) return;
      const fresh = JSON.stringify([app.name, app.home]);
      if (fresh === shape) return;
      shape = fresh;
      document.title = `${app.name} – ${state.team}`;
      const place = { on: "home", app: app.id };
      const page = app.home
        ? blocks(app.home.content.blocks ?? [], { place, chosen: app.home.chosen })
        : h("p", { class: "closed" }, `${app.name} has not published a page for you yet.`);
      clear(main, h("header", { class: "head" }, menuButton(), h("h1", {}, app.name), h("p", { class: "topic" }, "Home")), h("div", { class: "scroll home" }, page));
    },
  };
}
