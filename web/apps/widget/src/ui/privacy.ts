import type { Chat, ChatState, OwnConsent, Preference, PreferenceWish } from "@tandem/sdk";
import type { Key, Translate } from "../i18n/index.ts";
import { fill, h, setText, show } from "./dom.ts";

export interface PrivacyView {
  el: HTMLElement;
  update: (state: ChatState) => void;
  /** Read anew: somebody may have changed it elsewhere. */
  open: () => void;
}

const CHANNELS = ["web", "phone", "sms", "email", "app", "wechat"] as const;
const HOURS = [["", ""], ["09:00", "12:00"], ["12:00", "18:00"], ["18:00", "21:00"], ["09:00", "21:00"]] as const;

/** What the customer agreed to, purpose by purpose, to give and to withdraw alike; and how to be reached. */
export function privacyView(chat: Chat, t: () => Translate): PrivacyView {
  const title = h("h2", { class: "form-title" });
  const intro = h("p", { class: "form-intro" });
  const list = h("div", { class: "consents", "data-testid": "consents" });
  const reach = h("div", { class: "card reach" });
  const el = h("section", { class: "view offline", "data-testid": "privacy-page" }, title, intro, list, reach);
  let consents: OwnConsent[] | null = null;
  let preference: Preference | null = null;
  let failed = false;
  let drawn = "";
  let asked = "";

  const load = async (): Promise<void> => {
    failed = false;
    asked = chat.state.locale;
    const language = asked;
    try {
      const read = await Promise.all([chat.requests.consents(), chat.requests.preference()]);
      if (language !== asked) return; // switched meanwhile: the words come in the other language
      [consents, preference] = read;
    } catch {
      if (language === asked) failed = true;
    }
    update(chat.state);
  };
  const change = async (consent: OwnConsent, given: boolean): Promise<void> => {
    const now = await chat.requests.consent(consent, given);
    if (!now) return;
    consents = now;
    update(chat.state);
    list.querySelector<HTMLElement>(`[data-testid="consent-${consent.purpose}"]`)?.focus();
  };
  const prefer = async (next: Partial<Preference>): Promise<void> => {
    const { contact_from, contact_until, language, channel } = { ...preference!, ...next } as Required<PreferenceWish>;
    preference = (await chat.requests.prefer({ contact_from, contact_until, language, channel })) ?? preference;
    update(chat.state);
  };

  const row = (consent: OwnConsent, say: Translate, state: ChatState): HTMLElement => {
    const { purpose, given, outdated, at } = consent;
    const on = given === true;
    const button = (key: Key, give: boolean, id: string): HTMLButtonElement => {
      const made = h("button", { type: "button", class: `button small${give ? "" : " quiet"}`, "data-testid": id, onclick: () => void change(consent, give) }, say(key));
      made.disabled = !!state.busy.consent;
      return made;
    };
    // To older words one may agree anew, or withdraw: one as easily as the other.
    const first = on && !outdated ? button("privacy.withdraw", false, `consent-${purpose}`) : button(outdated ? "privacy.again" : "privacy.give", true, `consent-${purpose}`);
    const acts = on && outdated ? [first, button("privacy.withdraw", false, `withdraw-${purpose}`)] : [first];
    const said = on ? "privacy.given" : given === false ? "privacy.withdrawn" : "privacy.never";
    const when = at ? new Date(at).toLocaleDateString(state.locale) : "";
    return h("div", { class: "card consent" }, h("div", { class: "consent-head" }, h("strong", {}, consent.title), h("div", { class: "consent-acts" }, ...acts)), h("span", { class: `consent-state${on ? " on" : ""}` }, say(said, { date: when }), outdated ? ` · ${say("privacy.outdated")}` : ""), h("details", {}, h("summary", {}, say("privacy.read")), h("p", {}, consent.body)));
  };
  const select = (id: string, label: string, options: (readonly [string, string])[], value: string, pick: (value: string) => void): HTMLElement => {
    const box = h("select", { class: "field", id: `tandem-${id}`, "data-testid": id, onchange: () => pick(box.value) }, ...options.map(([v, text]) => h("option", { value: v }, text)));
    box.value = value;
    return h("div", { class: "field-box" }, h("label", { for: box.id }, label), box);
  };
  const drawReach = (say: Translate, now: Preference): void => {
    const spans: [string, string][] = HOURS.map(([from, until]) => [`${from}-${until}`, from ? `${from}–${until}` : say("privacy.any")]);
    const own = `${now.contact_from ?? ""}-${now.contact_until ?? ""}`;
    if (!spans.some(([value]) => value === own)) spans.push([own, own.replace("-", "–")]);
    const channels = [["", say("privacy.any")] as const, ...CHANNELS.map((c) => [c, say(`channel.${c}` as Key)] as const)];
    const languages = [["", say("privacy.any")], ["zh-CN", say("language.zh")], ["en", say("language.en")]] as const;
    fill(
      reach,
      h("h3", { class: "card-title" }, say("privacy.reach")),
      select("prefer-hours", say("privacy.hours"), spans, own, (v) => void prefer({ contact_from: v.split("-")[0] || null, contact_until: v.split("-")[1] || null })),
      select("prefer-channel", say("privacy.channel"), channels, now.channel ?? "", (v) => void prefer({ channel: v || null })),
      select("prefer-language", say("privacy.language"), [...languages], now.language ?? "", (v) => void prefer({ language: v || null })),
    );
  };

  const update = (state: ChatState): void => {
    const say = t();
    setText(title, say("privacy.title"));
    setText(intro, failed ? say("net.load_failed") : (state.config?.privacy_text ?? ""));
    show(reach, preference !== null);
    if (asked && asked !== state.locale) void load();
    const signature = JSON.stringify([state.locale, consents, preference, state.busy.consent]);
    if (!consents || !preference || signature === drawn) return;
    drawn = signature;
    fill(list, ...consents.map((consent) => row(consent, say, state)));
    drawReach(say, preference);
  };
  return { el, update, open: () => void load() };
}
