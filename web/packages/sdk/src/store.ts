/** A value with listeners, told once per microtask however often it changed. */
export class Store<S extends object> {
  private listeners = new Set<(state: S) => void>();
  private pending = false;

  constructor(private value: S) {}

  get state(): Readonly<S> {
    return this.value;
  }

  set(patch: Partial<S>): void {
    this.value = { ...this.value, ...patch };
    if (this.pending) return;
    this.pending = true;
    void Promise.resolve().then(() => {
      this.pending = false;
      this.listeners.forEach((l) => l(this.value));
    });
  }

  subscribe(listener: (state: S) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
