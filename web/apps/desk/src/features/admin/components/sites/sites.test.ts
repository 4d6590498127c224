import type { Site } from "@tandem/api";
import { describe, expect, it } from "vitest";
import { embedCode, fieldsOf, inputOf, type SiteFields } from "./siteFields.ts";

const site: Site = {
  kind: "web", app_bundles: [], key: "shop", name: "商城客服", locale: "zh-CN", queue_key: "general", identity_mode: "both", allowed_origins: ["https://shop.example.com"], title: "商城", accent: null, logo_url: "",
  greeting: "您好", privacy_text: "", complaint_text: "", greeting_en: "Hello", privacy_text_en: "", complaint_text_en: "", faq: ["early"], features: { attachments: true, voice: false, rating: true, offline: true, typing_preview: false, push_preview: false }, has_identity_key: true,
  pre_chat: { enabled: false, skippable: true, fields: [], topics: [], purposes: [] }, invitations: [],
};

describe("a site in the form", () => {
  it("goes through it unchanged", () => {
    const { key, kind, app_bundles, has_identity_key, pre_chat, invitations, ...input } = site;
    expect(inputOf(fieldsOf(site) as SiteFields)).toEqual(input);
  });

  it("keeps texts trimmed and an empty colour as none", () => {
    const fields = { ...fieldsOf(site), greeting: " 您好 ", accent: " " } as SiteFields;
    expect(inputOf(fields)).toMatchObject({ greeting: "您好", accent: null });
  });

  it("is embedded by its key", () => {
    expect(embedCode("https://t.example.com", "shop")).toBe('<script src="https://t.example.com/widget.js" data-site="shop" async></script>');
  });
});
