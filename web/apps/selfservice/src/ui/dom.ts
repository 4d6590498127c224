/** Builds elements by name. Text is always text: nothing here ever parses HTML. */
export type Child = Node | string | null | undefined | false;
type Props = Record<string, unknown>;

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag);
  set(el, props);
  append(el, children);
  return el;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(tag: string, props: Props = {}, ...children: Child[]): SVGElement {
  const el = document.createElementNS(SVG, tag);
  set(el, props);
  append(el, children);
  return el;
}

function set(el: Element, props: Props): void {
  for (const name of Object.keys(props)) {
    const value = props[name];
    if (value === null || value === undefined || value === false) continue;
    if (name.slice(0, 2) === "on") el.addEventListener(name.slice(2), value as EventListener);
    else el.setAttribute(name, value === true ? "" : String(value));
  }
}

export function append(el: Element, children: readonly Child[]): void {
  for (const child of children) if (child || child === "") el.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
}

/** Replaces all children (replaceChildren came with Chrome 86). */
export function fill(el: Element, ...children: Child[]): void {
  while (el.firstChild) el.removeChild(el.firstChild);
  append(el, children);
}

const ICONS = {
  back: "M14.5 5.5L8 12l6.5 6.5",
  right: "M9.5 5.5L16 12l-6.5 6.5",
  check: "M5 12.5l4.5 4.5L19 7.5",
  close: "M6 6l12 12 M18 6L6 18",
  clock: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z M12 7.5v5l3 2",
  alert: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z M12 8v4.5 M12 15.8h.01",
  calendar: "M5 6.5h14v13H5z M5 10.5h14 M9 4v4 M15 4v4",
  flag: "M6 20.5V4.5h11l-2 4 2 4H6",
  gauge: "M4.5 17a8 8 0 1 1 15 0 M12 14l3.5-4.5",
  paper: "M7 3.5h7l4 4v13H7z M14 3.5v4h4 M9.5 12h6 M9.5 15.5h6",
  phone: "M8 3.5h8v17H8z M11 17.5h2",
  coin: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z M9 8l3 4 3-4 M12 12v5 M9.5 13h5",
  card: "M4 6.5h16v11H4z M4 10.5h16 M7 14.5h3",
  list: "M5 7h14 M5 12h14 M5 17h9",
  shield: "M12 3.5l7 2.5v6c0 4.5-3 7.3-7 8.5-4-1.2-7-4-7-8.5V6z M9 12l2.2 2.2L15.2 10",
  chat: "M4 5.5h16v11H11l-4.5 3.5v-3.5H4z",
} as const;

export type IconName = keyof typeof ICONS;

export function icon(name: IconName, size = 22): SVGElement {
  return svg(
    "svg",
    { viewBox: "0 0 24 24", width: size, height: size, fill: "none", stroke: "currentColor", "stroke-width": 1.7, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: ICONS[name] }),
  );
}
