import { h, setAttr, setText } from "./dom.ts";

export type Input = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** A labelled input with room for what is wrong with it. */
export function field<T extends Input>(testid: string, input: T): [HTMLElement, T] {
  input.setAttribute("data-testid", testid);
  input.id = `tandem-${testid}`;
  const error = h("span", { class: "field-error", id: `tandem-${testid}-error`, role: "alert" });
  return [h("div", { class: "field-box" }, h("label", { for: input.id }), input, error), input];
}

/** Says what is wrong with an input, to eyes and ears; "" takes it back. */
export function complain(box: HTMLElement, input: Input, words: string): void {
  const error = box.lastElementChild!;
  setText(error, words);
  setAttr(input, "aria-invalid", words ? "true" : null);
  setAttr(input, "aria-describedby", words ? error.id : null);
}
