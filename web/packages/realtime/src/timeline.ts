/** What a message must carry to be ordered and deduplicated. */
export interface Sequenced {
  id: string;
  seq: number;
  client_id?: string | null;
}

export interface TimelineOptions {
  /**
   * True when the viewer sees every sequence number (staff). A frame that skips one is then held back and
   * `onGap(after)` is called, so that the missing part can be fetched. Customers do not see staff notes:
   * their numbers have holes, and the server's promise (ascending, none skipped) is all there is.
   */
  contiguous?: boolean;
  onGap?: (after: number) => void;
}

/**
 * One conversation's messages, ascending, each once, whichever way they came.
 *
 * `cursor` is the resume point: everything up to it was delivered in order. Only the stream and pages fetched
 * forward from the cursor move it. The answer to our own POST does not: it may overtake a message of the
 * other side that is still under way, and resuming after it would lose that one.
 */
export class Timeline<M extends Sequenced> {
  cursor = 0;
  private list: M[] = [];
  private held = new Map<number, M>();

  constructor(private readonly options: TimelineOptions = {}) {}

  get items(): readonly M[] {
    return this.list;
  }

  /** The lowest known sequence number (the `before` of the next page upwards), or 0 when empty. */
  get first(): number {
    return this.list[0]?.seq ?? 0;
  }

  /** A message from the socket. Returns what became visible: nothing for a repeat or a held frame. */
  stream(message: M): M[] {
    const skips = this.options.contiguous === true && this.cursor > 0 && message.seq > this.cursor + 1;
    if (skips) {
      this.held.set(message.seq, message);
      this.options.onGap?.(this.cursor);
      return [];
    }
    const shown = this.put(message) ? [message] : [];
    this.cursor = Math.max(this.cursor, message.seq);
    return shown.concat(this.release());
  }

  /** A page fetched with `after` = cursor (or the newest page of all, first load). Moves the cursor to its end. */
  pageForward(messages: readonly M[]): M[] {
    const shown = messages.filter((m) => this.put(m));
    const end = messages[messages.length - 1]?.seq ?? 0;
    this.cursor = Math.max(this.cursor, end);
    return shown.concat(this.release());
  }

  /** A page of older messages fetched with `before` = first. Leaves the cursor alone. */
  pageBack(messages: readonly M[]): M[] {
    return messages.filter((m) => this.put(m));
  }

  /** The server's answer to our own send. Shown at once, but never moves the cursor. */
  echo(message: M): boolean {
    return this.put(message);
  }

  /** Replaces a known message (a state or payload that changed). False when it is not here. */
  update(message: M): boolean {
    const at = this.list.findIndex((m) => m.seq === message.seq || m.id === message.id);
    if (at < 0) return false;
    this.list[at] = message;
    return true;
  }

  hasClientId(id: string): boolean {
    return this.list.some((m) => m.client_id === id);
  }

  private put(message: M): boolean {
    const { client_id: own } = message;
    const known = this.list.some((m) => m.seq === message.seq || m.id === message.id || (own != null && m.client_id === own));
    if (known) return false;
    let at = this.list.length;
    while (at > 0 && this.list[at - 1]!.seq > message.seq) at -= 1;
    this.list.splice(at, 0, message);
    return true;
  }

  private release(): M[] {
    const shown: M[] = [];
    for (const seq of [...this.held.keys()].sort((a, b) => a - b)) {
      if (seq > this.cursor + 1) break;
      const message = this.held.get(seq)!;
      this.held.delete(seq);
      if (this.put(message)) shown.push(message);
      this.cursor = Math.max(this.cursor, seq);
    }
    return shown;
  }
}
