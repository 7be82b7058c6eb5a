/** The signs on controls, drawn so that they do not depend on fonts. */
const PATHS = {
  add: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6L6 18",
  delete: "M5 7h14M9 7V5h6v2M7 7l1 12h8l1-12M10.5 10.5v5.5M13.5 10.5v5.5",
  edit: "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
  group: "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3.5 19c0-3 2.5-5 5.5-5s5.5 2 5.5 5M16 11.5a2.6 2.6 0 1 0-1-5M16.5 14.5c2.5.2 4 2 4 4.5",
  hash: "M10 4L8 20M16 4l-2 16M5 9h15M4 15h15",
  home: "M4 11l8-7 8 7M6.5 9.5V19h11V9.5",
  lock: "M6.5 11h11v8.5h-11zM9 11V8a3 3 0 0 1 6 0v3",
  menu: "M4 7h16M4 12h16M4 17h16",
  picture: "M4 5.5h16v13H4zM4 16l5-5 4 4 2.5-2.5L20 17M15.5 9.5h.01",
  react: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM8.5 14c.8 1.3 2 2 3.5 2s2.7-.7 3.5-2M9.3 9.8h.01M14.7 9.8h.01",
  reply: "M9 7l-5 5 5 5M4 12h9c4 0 6 2 6 6",
  send: "M4 12L4 5l17 7-17 7zM4 12h8",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
