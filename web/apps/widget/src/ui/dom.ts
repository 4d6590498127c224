/** Builds elements by name. Text is always text: nothing here ever parses HTML. */
type Child = Node | string | null | undefined | false;
type Props = Record<string, unknown>;

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag);
  for (const name of Object.keys(props)) {
    const value = props[name];
    if (value === null || value === undefined || value === false) continue;
    if (name.slice(0, 2) === "on") el.addEventListener(name.slice(2), value as EventListener);
    else el.setAttribute(name, value === true ? "" : String(value));
  }
  append(el, children);
  return el;
}

export function append(el: Element, children: readonly Child[]): void {
  for (const child of children) if (child || child === "") el.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
}

/** Replaces all children (replaceChildren came with Chrome 86). */
export function fill(el: Element, ...children: Child[]): void {
  while (el.firstChild) el.removeChild(el.firstChild);
  append(el, children);
}

export function show(el: HTMLElement, visible: boolean): void {
  el.hidden = !visible;
}

export function setText(el: Element, text: string): void {
  if (el.textContent !== text) el.textContent = text;
}

export function setAttr(el: Element, name: string, value: string | null): void {
  if (value === null) el.removeAttribute(name);
  else if (el.getAttribute(name) !== value) el.setAttribute(name, value);
}

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  chat: "M4 5.5h16v11H11l-4.5 3.5v-3.5H4z M8.5 11h.01 M12 11h.01 M15.5 11h.01",
  close: "M6 6l12 12 M18 6L6 18",
  down: "M6 9.5l6 6 6-6",
  back: "M14.5 5.5L8 12l6.5 6.5",
  more: "M5.5 12h.01 M12 12h.01 M18.5 12h.01",
  plus: "M12 5.5v13 M5.5 12h13",
  send: "M4.5 12L20 4.5 15.5 20l-3.8-6.3z M11.7 13.7L20 4.5",
  person: "M12 12a3.6 3.6 0 1 0 0-7.2 3.6 3.6 0 0 0 0 7.2z M5 19.6c.7-3.4 3.5-5.2 7-5.2s6.3 1.8 7 5.2",
  headset: "M4.5 13.5v-1.5a7.5 7.5 0 0 1 15 0v1.5 M4.5 13.5h2.5v5h-1a1.5 1.5 0 0 1-1.5-1.5z M19.5 13.5h-2.5v5h1a1.5 1.5 0 0 0 1.5-1.5z M18 18.5c0 1.7-1.5 2.5-4 2.5",
  bot: "M6.5 8.5h11a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2h-11a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2z M12 8.5v-3.5 M9.3 13v1 M14.7 13v1 M2.5 12.5v2 M21.5 12.5v2",
  clip: "M18.5 11.5l-6.7 6.7a4.2 4.2 0 0 1-6-6l7.4-7.4a2.8 2.8 0 0 1 4 4l-7.3 7.3a1.4 1.4 0 0 1-2-2l6.5-6.5",
  file: "M7 3.5h7l4 4v13H7z M14 3.5v4h4",
  book: "M5 5.5c2.5-.8 5-.5 7 1 2-1.5 4.5-1.8 7-1v12.5c-2.5-.8-5-.5-7 1-2-1.5-4.5-1.8-7-1z M12 6.5v12.5",
  up: "M7.5 11v8.5H5V11z M7.5 11l3.5-6.5c1.5 0 2.3 1 2 2.5l-.5 2.5h5.2c1.1 0 1.8 1 1.5 2l-1.7 6.5c-.2.9-1 1.5-2 1.5H7.5",
  thumbdown: "M7.5 13V4.5H5V13z M7.5 13l3.5 6.5c1.5 0 2.3-1 2-2.5l-.5-2.5h5.2c1.1 0 1.8-1 1.5-2L17.5 6c-.2-.9-1-1.5-2-1.5H7.5",
  star: "M12 4l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z",
  clock: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z M12 7.5v5l3 2",
  alert: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z M12 8v4.5 M12 15.8h.01",
  mail: "M4 6.5h16v11.5H4z M4.5 7l7.5 6 7.5-6",
  refresh: "M19 12a7 7 0 1 1-2-4.9 M19.5 4.5v4h-4",
  globe: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z M3.5 12h17 M12 3.5c5 5 5 12 0 17-5-5-5-12 0-17",
  right: "M9.5 5.5L16 12l-6.5 6.5",
  check: "M5 12.5l4.5 4.5L19 7.5",
  mic: "M12 14.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3z M5.5 11.5a6.5 6.5 0 0 0 13 0 M12 18v3",
  play: "M8.5 6.5v11l9-5.5z",
  pause: "M9 7v10 M15 7v10",
} as const;

export type IconName = keyof typeof ICONS;

export function icon(name: IconName, size = 20): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const attributes: Record<string, string> = {
    viewBox: "0 0 24 24",
    width: String(size),
    height: String(size),
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "1.7",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    "aria-hidden": "true",
    focusable: "false",
  };
  for (const key of Object.keys(attributes)) svg.setAttribute(key, attributes[key]!);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.appendChild(path);
  return svg;
}

export function iconButton(name: IconName, props: Props, size?: number): HTMLButtonElement {
  return h("button", { type: "button", ...props, class: `icon-button ${String(props["class"] ?? "")}`.trim() }, icon(name, size));
}
