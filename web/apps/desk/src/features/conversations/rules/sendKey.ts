type Press = Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">;

/** Whether a key press sends. With "enter", Shift or Alt+Enter break the line; ⌘/Ctrl+Enter always sends. */
export function sendsOn(press: Press, sendKey: "enter" | "mod_enter", mac: boolean): boolean {
  if (press.key !== "Enter" || press.altKey || press.shiftKey) return false;
  if (mac ? press.metaKey : press.ctrlKey) return true;
  return sendKey === "enter" && !press.metaKey && !press.ctrlKey;
}
