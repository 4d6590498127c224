import { useT } from "@tandem/i18n/react";
import { CannedReplies } from "@/lib/canned/index.ts";
import { catalogueMessages } from "../messages.catalogues.ts";
import css from "./Admin.module.css";

/** Canned replies for everybody. */
export function CannedSection() {
  const t = useT(catalogueMessages);
  return (
    <>
      <div className={css.head}><h1>{t("canned")}</h1></div>
      <CannedReplies scope="shared" />
    </>
  );
}
