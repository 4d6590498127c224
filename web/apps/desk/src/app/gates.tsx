import type { Session } from "@tandem/api";
import { asLocale } from "@tandem/i18n";
import { useLocale } from "@tandem/i18n/react";
import { useEffect, type ReactNode } from "react";
import { Navigate, useLocation, useSearchParams } from "react-router";
import { FirstPasswordPage } from "@/features/login/index.ts";
import { request } from "@/lib/api.ts";
import { useAppearance } from "@/lib/appearance.tsx";
import { homePath } from "@/lib/home.ts";
import { DEFAULTS } from "@/lib/preferences.ts";
import { MeProvider, useSessionQuery } from "@/lib/session.tsx";
import { Shell } from "./Shell.tsx";

/** Everything behind the log-in. */
export function SignedIn() {
  const { data: session } = useSessionQuery();
  const { pathname, search } = useLocation();
  if (!session) {
    const next = pathname === "/" ? "" : `?next=${encodeURIComponent(pathname + search)}`;
    return <Navigate to={`/login${next}`} replace />;
  }
  if (session.staff.must_set_password) return <FirstPasswordPage session={session} />;
  return (
    <MeProvider value={session.staff}>
      <ApplyPreferences session={session} />
      <Shell />
    </MeProvider>
  );
}

/** The log-in page, left at once by who is signed in already. */
export function SignedOut({ children }: { children: ReactNode }) {
  const { data: session } = useSessionQuery();
  const [params] = useSearchParams();
  const next = params.get("next");
  if (session) return <Navigate to={next?.startsWith("/") && !next.startsWith("//") ? next : homePath(session.staff.permissions)} replace />;
  return children;
}

/** Where nothing is asked for, or something that is not there. */
export function Home() {
  const { data: session } = useSessionQuery();
  return <Navigate to={homePath(session?.staff.permissions ?? [])} replace />;
}

function ApplyPreferences({ session }: { session: Session }) {
  const { setTheme, setDensity } = useAppearance();
  const { setLocale } = useLocale();
  const { theme, density } = { ...DEFAULTS, ...session.staff.preferences };
  const { locale } = session.staff;
  request.setCsrf(session.csrf_token);
  useEffect(() => setTheme(theme), [theme, setTheme]);
  useEffect(() => setDensity(density), [density, setDensity]);
  useEffect(() => {
    if (locale) setLocale(asLocale(locale));
  }, [locale, setLocale]);
  return null;
}
