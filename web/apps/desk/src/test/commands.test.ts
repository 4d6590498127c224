import { CommandRegistry, matchesChord, parseChord } from "@tandem/ui";
import { describe, expect, it, vi } from "vitest";
import { rankCommands } from "@/app/rankCommands.ts";

const press = (patch: object) => ({ key: "", code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...patch });

describe("chords", () => {
  it.each([
    ["mod+k", { key: "k", code: "KeyK", ctrlKey: true }, false, true], ["mod+k", { key: "k", code: "KeyK", metaKey: true }, true, true], ["mod+k", { key: "k", code: "KeyK", ctrlKey: true }, true, false],
    ["alt+j", { key: "∆", code: "KeyJ", altKey: true }, true, true], ["alt+shift+1", { key: "!", code: "Digit1", altKey: true, shiftKey: true }, false, true],
    ["alt+j", { key: "J", code: "KeyJ", altKey: true, shiftKey: true }, false, false], ["?", { key: "?", code: "Slash", shiftKey: true }, false, true], ["/", { key: "/", code: "Slash" }, false, true],
  ] as const)("%s", (chord, event, mac, expected) => expect(matchesChord(press(event), parseChord(chord), mac)).toBe(expected));
});

describe("CommandRegistry", () => {
  const event = (patch: object) => new KeyboardEvent("keydown", { cancelable: true, ...patch });
  it("runs the last registered owner of a chord", () => {
    const registry = new CommandRegistry();
    const [screen, dialog] = [vi.fn(), vi.fn()];
    registry.set(Symbol(), [{ id: "a", title: "a", group: "g", keys: "alt+s", run: screen }]);
    const owner = Symbol();
    registry.set(owner, [{ id: "b", title: "b", group: "g", keys: "alt+s", run: dialog }]);
    registry.handle(event({ code: "KeyS", key: "s", altKey: true }), false);
    expect([screen.mock.calls.length, dialog.mock.calls.length]).toEqual([0, 1]);
    registry.set(owner, []);
    registry.handle(event({ code: "KeyS", key: "s", altKey: true }), false);
    expect(screen).toHaveBeenCalledOnce();
  });

  it("runs what is done once only once while its key is held down", () => {
    const registry = new CommandRegistry();
    const [label, next] = [vi.fn(), vi.fn()];
    registry.set(Symbol(), [{ id: "a", title: "a", group: "g", keys: "1", once: true, run: label }, { id: "b", title: "b", group: "g", keys: "j", run: next }]);
    for (const repeat of [false, true, true]) {
      registry.handle(event({ code: "Digit1", key: "1", repeat }), false);
      registry.handle(event({ code: "KeyJ", key: "j", repeat }), false);
    }
    expect([label.mock.calls.length, next.mock.calls.length]).toEqual([1, 3]);
  });

  it("works on when a check box has the focus: nobody types into it", () => {
    const registry = new CommandRegistry();
    const run = vi.fn();
    registry.set(Symbol(), [{ id: "a", title: "a", group: "g", keys: "o", run }]);
    const box = document.body.appendChild(Object.assign(document.createElement("input"), { type: "checkbox" }));
    box.focus();
    registry.handle(event({ key: "o", code: "KeyO" }), false);
    box.remove();
    expect(run).toHaveBeenCalledOnce();
  });

  it("leaves plain keys to whoever is typing, and everything to an input method", () => {
    const registry = new CommandRegistry();
    const run = vi.fn();
    registry.set(Symbol(), [{ id: "a", title: "a", group: "g", keys: "?", run }]);
    const field = document.body.appendChild(document.createElement("textarea"));
    field.focus();
    registry.handle(event({ key: "?", code: "Slash", shiftKey: true }), false);
    field.remove();
    registry.handle(event({ key: "?", code: "Slash", shiftKey: true, isComposing: true }), false);
    expect(run).not.toHaveBeenCalled();
    registry.handle(event({ key: "?", code: "Slash", shiftKey: true }), false);
    expect(run).toHaveBeenCalledOnce();
  });
});

it("palette: every word must match, starts of titles first", () => {
  const c = (id: string, title: string, group = "g") => ({ id, title, group, run: () => {} });
  const found = rankCommands([c("1", "退回队列"), c("2", "队列设置"), c("3", "解决", "队列"), c("4", "别的")], "队列");
  expect(found.map((x) => x.id)).toEqual(["2", "1", "3"]);
});
