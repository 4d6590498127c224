import { connectCommands } from "./commands.ts";
import { Embed, type BootDefaults } from "./embedding.ts";

const script = (document.currentScript as HTMLScriptElement | null) ?? document.querySelector<HTMLScriptElement>("script[src*='widget.js'][data-site], script[src*='widget.js']");
const data = script?.dataset ?? {};
const origin = (data["api"] ?? (script?.src ? new URL(script.src).origin : location.origin)).replace(/\/+$/, "");

const embed = new Embed();
const defaults: BootDefaults = { origin };
if (data["lang"]) defaults.locale = data["lang"];
if (data["theme"]) defaults.theme = data["theme"];
if (data["position"]) defaults.position = data["position"];
connectCommands(embed, defaults);

const { site } = data;
if (site) {
  const start = (): void => embed.boot({ ...defaults, site });
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
}
