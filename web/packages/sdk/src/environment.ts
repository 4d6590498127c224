import { memoryStorage, pageStorage, type KeyValues } from "./storage.ts";
import { pageTabs, type OpenTabs } from "./tabs.ts";

/** Something that tells of the network or of coming to the front: `window`, `document`, or an app's own. */
export interface Listenable {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

export interface UploadRequest {
  url: string;
  headers: Readonly<Record<string, string>>;
  form: FormData;
  /** The share that is sent, 0 to 1; never called where that cannot be told. */
  onProgress: (share: number) => void;
}

export interface UploadAnswer {
  status: number;
  text: string;
  retryAfter: string | null;
}

/** Sends a form; `done` rejects when nothing answered. */
export type Upload = (request: UploadRequest) => { done: Promise<UploadAnswer>; abort: () => void };

/** What the SDK needs of the world. Each part may be handed in; what is left out is looked for in the globals. */
export interface Environment {
  fetch: typeof fetch;
  /** Opens a socket: `(url) => new WebSocket(url)`. */
  socket: (url: string) => WebSocket;
  upload: Upload;
  /** Where the session and unsent messages survive a restart. Reads are synchronous: see `loadStorage` for apps. */
  storage: KeyValues;
  /** How windows of the same customer talk to each other; null where there is one only. */
  tabs: OpenTabs | null;
  /** So that two tabs opened at once do not become two people. */
  locks: Pick<LockManager, "request"> | null;
  /** Where the customer is, without query or fragment; null where there are no addresses. */
  page: () => string | null;
  /** False while the device says that there is no network. */
  online: () => boolean;
  /** A picture to show while a file is sent. */
  preview: (file: File) => string | null;
  forgetPreview: (url: string) => void;
  /** Fires `online` and `offline`; has `onLine`. */
  network?: Listenable & { readonly onLine: boolean };
  /** Fires `visibilitychange`; has `hidden`. */
  visibility?: Listenable & { readonly hidden: boolean };
}

// React Native has a `window` without a page in it.
const inPage = typeof document !== "undefined" && typeof location !== "undefined";

export function environment(given: Partial<Environment> = {}): Environment {
  return {
    fetch: (...args) => fetch(...args),
    socket: (url) => new WebSocket(url),
    upload: typeof XMLHttpRequest === "undefined" ? uploadByFetch(given.fetch) : uploadByXhr,
    storage: given.storage ?? (inPage ? pageStorage() : memoryStorage()),
    tabs: inPage ? pageTabs : null,
    locks: (typeof navigator !== "undefined" && inPage && navigator.locks) || null,
    page: () => (inPage ? location.origin + location.pathname : null),
    online: () => typeof navigator === "undefined" || navigator.onLine !== false,
    preview: (file) => (inPage && typeof URL.createObjectURL === "function" ? URL.createObjectURL(file) : null),
    forgetPreview: (url) => URL.revokeObjectURL(url),
    ...given,
  };
}

/** With progress, which fetch cannot report. Browsers and React Native have it. */
const uploadByXhr: Upload = ({ url, headers, form, onProgress }) => {
  const xhr = new XMLHttpRequest();
  const done = new Promise<UploadAnswer>((resolve, reject) => {
    xhr.open("POST", url);
    for (const name of Object.keys(headers)) xhr.setRequestHeader(name, headers[name]!);
    xhr.timeout = 120_000;
    xhr.upload.onprogress = (e) => e.lengthComputable && onProgress(e.loaded / e.total);
    xhr.onerror = xhr.ontimeout = xhr.onabort = () => reject(new Error("unreachable"));
    xhr.onload = () => resolve({ status: xhr.status, text: xhr.responseText, retryAfter: xhr.getResponseHeader("Retry-After") });
    xhr.send(form);
  });
  return { done, abort: () => xhr.abort() };
};

function uploadByFetch(given: typeof fetch | undefined): Upload {
  return ({ url, headers, form }) => {
    const abort = new AbortController();
    const ask = async (): Promise<UploadAnswer> => {
      const response = await (given ?? fetch)(url, { method: "POST", headers: { ...headers }, body: form, signal: abort.signal });
      return { status: response.status, text: await response.text(), retryAfter: response.headers.get("Retry-After") };
    };
    return { done: ask(), abort: () => abort.abort() };
  };
}
