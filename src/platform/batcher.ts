/**
 * Gathers the calls that arrive while a write is under way into the next one. No timer: alone, a call waits for one
 * commit; under load the batches grow by themselves. It knows nothing of what it writes.
 */
export type Outcome<R> = { ok: true; value: R } | { ok: false; error: unknown };

/** How long a batch that fails is tried again in parts; a part that is being written by then is still waited for. */
const TRYING_MS = 20_000;

/** So few are written together also where callers take turns: halves of them would only add commits. */
const FEW = 8;

/** The longest that callers whose write is committed wait for the next one to be sent. */
const HELD_MS = 15;

type Answer = () => void;
type Waiting<T, R> = { item: T; resolve: (value: R) => void; reject: (error: unknown) => void };

export type BatcherOptions = {
  /** Items in one flush, and with it the longest time the lane is held. */
  most?: number;
  /** Items waiting before a further call is turned away. */
  deepest?: number;
  tooBusy?: () => Error;
  /**
   * For callers whose own work takes the processor about as long as the write takes the database: they are written in two
   * groups by turns, and one is answered as soon as the other is sent. So the program works for the one while the
   * database works for the other; answered all together, they would all come back together, and each side would wait for
   * the other.
   */
  takingTurns?: boolean;
};

export class Batcher<T, R> {
  private queue: Waiting<T, R>[] = [];
  private flushing: Promise<void> | undefined;
  /** Callers whose write is committed and who have not been told, and when they are at the latest. */
  private held: Answer[] = [];
  private latest: NodeJS.Timeout | undefined;
  private readonly options: Required<BatcherOptions>;

  /**
   * @param flush writes all items in one transaction and answers one outcome per item, in order; where callers take turns
   *   it says by calling `sent` that the database has all there is to write
   */
  constructor(
    private readonly flush: (items: T[], sent: () => void) => Promise<Outcome<R>[]>,
    options: BatcherOptions = {},
  ) {
    const tooBusy = (): Error => new Error('The queue of writes is full.');
    this.options = { most: 1_000, deepest: 20_000, tooBusy, takingTurns: false, ...options };
  }

  /** Resolves when the write that holds this item is committed. */
  submit(item: T): Promise<R> {
    if (this.queue.length >= this.options.deepest) return Promise.reject(this.options.tooBusy());
    return new Promise((resolve, reject) => {
      this.queue.push({ item, resolve, reject });
      this.flushing ??= this.run();
    });
  }

  /** Resolves when nothing is waiting any more, for an orderly stop. */
  async drained(): Promise<void> {
    // Who is answered may come back in the same turn.
    do {
      await this.flushing;
      tell(this.takeHeld());
      await new Promise(setImmediate);
    } while (this.flushing);
  }

  private async run(): Promise<void> {
    // One turn of the event loop before each flush: calls of the same tick, those whose requests have arrived already, and
    // those that callers make on being answered, share it. When nothing else is to be done, a turn takes no time.
    let coming: number;
    do {
      await new Promise(setImmediate);
      coming = this.held.length;
      await this.settle(this.queue.splice(0, this.share()), performance.now() + TRYING_MS);
    } while (this.queue.length > 0);
    // Those who were answered meanwhile are about to be back, and it is their turn.
    if (coming < FEW) tell(this.takeHeld());
    this.flushing = undefined;
  }

  /** How many of those who wait are written now: half of all callers, those who are about to come back among them. */
  private share(): number {
    const { most, takingTurns } = this.options;
    if (!takingTurns) return most;
    return Math.min(most, Math.max(FEW, Math.ceil((this.queue.length + this.held.length) / 2)));
  }

  /**
   * A flush that fails as a whole is tried again in halves, so that one caller cannot fail the rest. Where the database
   * itself is away every half fails too: that ends when the time is up, with the same error for all who still wait.
   */
  private async settle(batch: Waiting<T, R>[], until: number): Promise<void> {
    let outcomes: Outcome<R>[];
    try {
      outcomes = await this.flush(
        batch.map(({ item }) => item),
        // In the next turn: what was sent leaves the program with the end of this one.
        () => setImmediate((answers) => tell(answers), this.takeHeld()),
      );
    } catch (error) {
      tell(this.takeHeld());
      if (batch.length === 1 || performance.now() > until) return batch.forEach(({ reject }) => reject(error));
      const middle = Math.ceil(batch.length / 2);
      await this.settle(batch.slice(0, middle), until);
      return await this.settle(batch.slice(middle), until);
    }
    tell(this.takeHeld());
    this.held = batch.map(({ resolve, reject }, index) => () => {
      const outcome = outcomes[index];
      if (outcome?.ok) resolve(outcome.value);
      else reject(outcome ? outcome.error : new Error('A flush answered fewer outcomes than items.'));
    });
    if (this.options.takingTurns) this.latest = setTimeout(() => tell(this.takeHeld()), HELD_MS);
    else tell(this.takeHeld());
  }

  private takeHeld(): Answer[] {
    clearTimeout(this.latest);
    const held = this.held;
    this.held = [];
    return held;
  }
}

function tell(answers: Answer[]): void {
  for (const answer of answers) answer();
}
