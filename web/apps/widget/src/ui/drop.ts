import { h, show } from "./dom.ts";

/** Covers the panel while files are dragged over it. */
export function dropZone(onFiles: (files: File[]) => void): { el: HTMLElement; listen: (target: HTMLElement) => void } {
  const el = h("div", { class: "drop", hidden: true, "aria-hidden": "true" }, h("span"));
  const carriesFiles = (event: DragEvent): boolean => Array.from(event.dataTransfer?.types ?? []).indexOf("Files") >= 0;
  let depth = 0;
  const listen = (target: HTMLElement): void => {
    target.addEventListener("dragenter", (event) => {
      if (!carriesFiles(event)) return;
      depth += 1;
      show(el, true);
    });
    target.addEventListener("dragleave", () => {
      depth = Math.max(0, depth - 1);
      show(el, depth > 0);
    });
    target.addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
    target.addEventListener("drop", (event) => {
      depth = 0;
      show(el, false);
      if (!carriesFiles(event)) return;
      event.preventDefault();
      onFiles(Array.from(event.dataTransfer?.files ?? []));
    });
  };
  return { el, listen };
}
