// Making and keeping elements. Text is always text: nothing here, or anywhere in the page, parses HTML.

const PROPERTIES = new Set([
  "value",
  "checked",
  "disabled",
  "hidden",
  "selected",
  "readOnly",
  "tabIndex",
  "open",
  "textContent",
]);

/** An element with attributes (`onclick` and the like are listeners, `data` is the dataset) and children. */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (PROPERTIES.has(name)) element[name] = value;
    else element.setAttribute(name === "class" ? "class" : name, value === true ? "" : value);
  }
  element.append(...some(children));
  return element;
}

/** Puts children in the place of those that there are. */
export function fill(parent, ...children) {
  parent.replaceChildren(...some(children));
  return parent;
}

const some = (children) =>
  children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);

/**
 * Shows a list, one element per item. Elements whose items are still there stay, so that focus, scrolling and what is open are
 * kept; their `update` is called.
 */
export function keep(parent, items, key, make) {
  const before = parent.kept ?? new Map();
  const now = new Map();
  let place = parent.firstChild;
  for (const item of items) {
    const id = key(item);
    const old = before.get(id);
    const element = old ?? make(item);
    if (old) old.update?.(item);
    now.set(id, element);
    if (place === element) place = place.nextSibling;
    else parent.insertBefore(element, place);
  }
  for (const [id, element] of before) {
    if (now.get(id) === element) continue;
    element.leave?.();
    element.remove();
  }
  parent.kept = now;
}

let ids = 0;
/** An id that nothing else has. */
export const uid = (name) => `${name}-${++ids}`;

/** Calls at once, and then at most every `pause` milliseconds; what is asked for meanwhile is not lost. */
export function throttled(work, pause) {
  let waiting = false;
  let again = false;
  const run = async () => {
    if (waiting) {
      again = true;
      return;
    }
    waiting = true;
    try {
      await work();
    } finally {
      setTimeout(() => {
        waiting = false;
        if (again) {
          again = false;
          run();
        }
      }, pause);
    }
  };
  return run;
}

/** Calls when nothing new has come for `pause` milliseconds. */
export function settled(work, pause) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, pause);
  };
}
