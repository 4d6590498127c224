import type { Message, ReplyOptions } from "@tandem/api";
import { createContext, useContext } from "react";

/** What did not reach the customer, and sending something in its place. */
export interface Unsent {
  of: ReadonlyMap<string, ReplyOptions["unsent"][number]>;
  /** null: nobody here may. */
  replace: ((message: Message) => void) | null;
}

export const UnsentContext = createContext<Unsent>({ of: new Map(), replace: null });
export const useUnsent = () => useContext(UnsentContext);
