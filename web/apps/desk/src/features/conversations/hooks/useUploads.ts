import type { Attachment } from "@tandem/api";
import { useCallback, useState } from "react";
import { api } from "@/lib/api.ts";

export interface Upload {
  key: string;
  name: string;
  size: number;
  state: "uploading" | "done" | "failed";
  attachment?: Attachment;
  error?: unknown;
}

let counter = 0;

/** Files on their way to a conversation: uploaded as soon as they are chosen, sent with the next message. */
export function useUploads(conversationId: string) {
  const [uploads, setUploads] = useState<Upload[]>([]);

  const add = useCallback(
    (files: Iterable<File>) => {
      for (const file of files) {
        const key = `${Date.now()}-${(counter += 1)}`;
        const settle = (patch: Partial<Upload>) => setUploads((all) => all.map((u) => (u.key === key ? { ...u, ...patch } : u)));
        setUploads((all) => [...all, { key, name: file.name || "image.png", size: file.size, state: "uploading" }]);
        api.conversations.attach(conversationId, file).then(
          (attachment) => settle({ state: "done", attachment }),
          (error: unknown) => settle({ state: "failed", error }),
        );
      }
    },
    [conversationId],
  );
  const remove = useCallback((key: string) => setUploads((all) => all.filter((u) => u.key !== key)), []);
  const clear = useCallback(() => setUploads([]), []);
  return { uploads, add, remove, clear };
}
