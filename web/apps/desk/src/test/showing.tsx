import { useCommandKeys } from "@tandem/ui";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render } from "@testing-library/react";
import { App } from "antd";
import type { ReactNode } from "react";
import { MemoryRouter } from "react-router";
import { vi } from "vitest";
import { MeProvider } from "@/lib/session.tsx";

const ME = { id: "me", username: "trainer01", name: "罗一鸣", roles: ["bot_trainer"], team: null, business_line: null, locale: "zh-CN", preferences: {} };

function Keys() {
  useCommandKeys();
  return null;
}

/** A screen with its keys, for somebody with these permissions. */
export function show(screen: ReactNode, permissions: readonly string[], at = "/") {
  // jsdom has no layout; antd asks for it.
  vi.stubGlobal("matchMedia", () => ({ matches: false, addListener: () => {}, removeListener: () => {}, addEventListener: () => {}, removeEventListener: () => {} }));
  vi.stubGlobal("ResizeObserver", class { observe() {} unobserve() {} disconnect() {} });
  return render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <MeProvider value={{ ...ME, permissions } as never}>
        <App><MemoryRouter initialEntries={[at]}><Keys />{screen}</MemoryRouter></App>
      </MeProvider>
    </QueryClientProvider>,
  );
}

export const press = (key: string, more: object = {}) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key, code: /^[a-z]$/.test(key) ? `Key${key.toUpperCase()}` : /^\d$/.test(key) ? `Digit${key}` : key, ...more });
