/** A dialog's open flag that code outside React may set. */
export function openStore() {
  let open = false;
  const listeners = new Set<() => void>();
  return {
    get: () => open,
    set: (next: boolean) => {
      open = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
