import type { Site, SiteFeature, SiteInput } from "@tandem/api";

export const FEATURES: readonly SiteFeature[] = ["attachments", "voice", "rating", "offline", "typing_preview", "push_preview"];

/** As the form holds a site: what visitors can do as a list of ticks. */
export type SiteFields = Omit<SiteInput, "features" | "accent"> & { key?: string; accent: string; can: SiteFeature[] };

const NEW: Partial<SiteFields> = { locale: "zh-CN", identity_mode: "anonymous", allowed_origins: [], faq: [], accent: "", can: ["attachments", "voice", "rating", "offline"] };

export function fieldsOf(site: Site | null): Partial<SiteFields> {
  if (!site) return NEW;
  return { ...site, accent: site.accent ?? "", can: FEATURES.filter((f) => site.features[f]) };
}

export function inputOf(f: SiteFields): SiteInput {
  const features = Object.fromEntries(FEATURES.map((name) => [name, f.can.includes(name)])) as SiteInput["features"];
  const text = (value: string | undefined) => value?.trim() ?? "";
  return {
    name: f.name, locale: f.locale, queue_key: f.queue_key, identity_mode: f.identity_mode, allowed_origins: f.allowed_origins, faq: f.faq, features,
    accent: text(f.accent) || null, title: text(f.title), logo_url: text(f.logo_url), greeting: text(f.greeting), privacy_text: text(f.privacy_text), complaint_text: text(f.complaint_text),
    greeting_en: text(f.greeting_en), privacy_text_en: text(f.privacy_text_en), complaint_text_en: text(f.complaint_text_en),
  };
}

/** What a page needs to show the site's chat. */
export function embedCode(origin: string, key: string): string {
  return `<script src="${origin}/widget.js" data-site="${key}" async></script>`;
}
