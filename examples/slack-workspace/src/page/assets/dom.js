/** Makes an element. Text is always text: nothing on this page becomes HTML. */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "disabled") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(4).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** Makes `list` show `items`, and leaves those elements alone whose items are as they were. */
export function reconcile(list, items, keyOf, render) {
  const known = new Map([...list.children].map((child) => [child.dataset.key, child]));
  let place = list.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    const shape = JSON.stringify(item);
    let element = known.get(key);
    known.delete(key);
    if (!element || element.dataset.shape !== shape) {
      const fresh = render(item);
      fresh.dataset.key = key;
      fresh.dataset.shape = shape;
      if (element) {
        if (place === element) place = fresh;
        keepFocus(element, fresh);
      }
      element = fresh;
    }
    if (element !== place) list.insertBefore(element, place);
    else place = element.nextElementSibling;
  }
  for (const gone of known.values()) gone.remove();
}

/** Puts `fresh` where `old` is, and the focus on the control of the same name. */
function keepFocus(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : undefined;
  const name = focused?.dataset?.name ?? focused?.getAttribute("aria-label");
  old.replaceWith(fresh);
  if (!name) return;
  for (const candidate of fresh.querySelectorAll("button, input, select, textarea, a")) {
    if ((candidate.dataset.name ?? candidate.getAttribute("aria-label")) === name) return candidate.focus();
  }
}

export function clear(element, ...children) {
  element.replaceChildren(...children.flat(3).filter(Boolean));
}
