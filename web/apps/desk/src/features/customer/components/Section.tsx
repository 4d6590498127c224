import type { ReactNode } from "react";
import css from "./Customer.module.css";

export function Section({ title, aside, children, id }: { title: string; aside?: ReactNode; children: ReactNode; id?: string }) {
  return (
    <section className={css.section} aria-label={title} data-testid={id}>
      <h3><span>{title}</span>{aside}</h3>
      {children}
    </section>
  );
}
