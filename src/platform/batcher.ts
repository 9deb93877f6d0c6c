/**
 * Gathers the calls that arrive while a write is under way into the next one. No timer: alone, a call waits for one
 * commit; under load the batches grow by themselves. It knows nothing of what it writes.
 */
export type Outcome<R> = { ok: true; value: R } | { ok: false; error: unknown };

/** How long a batch that fails is tried again in parts; a part that is being written by then is still waited for. */
const TRYING_MS = 20_000;

type Waiting<T, R> = { item: T; resolve: (value: R) => void; reject: (error: unknown) => void };

export class Batcher<T, R> {
  private queue: Waiting<T, R>[] = [];
  private flushing: Promise<void> | undefined;

  /**
   * @param flush writes all items in one transaction and answers one outcome per item, in order
   * @param most items in one flush, and with it the longest time the lane is held
   * @param deepest items waiting before a further call is turned away
   */
  constructor(
    private readonly flush: (items: T[]) => Promise<Outcome<R>[]>,
    private readonly most = 1_000,
    private readonly deepest = 20_000,
    private readonly tooBusy: () => Error = () => new Error('The queue of writes is full.'),
  ) {}

  /** Resolves when the write that holds this item is committed. */
  submit(item: T): Promise<R> {
    if (this.queue.length >= this.deepest) return Promise.reject(this.tooBusy());
    return new Promise((resolve, reject) => {
      this.queue.push({ item, resolve, reject });
      this.flushing ??= this.run();
    });
  }

  /** Resolves when nothing is waiting any more, for an orderly stop. */
  async drained(): Promise<void> {
    await this.flushing;
  }

  private async run(): Promise<void> {
    // One turn of the event loop before each flush: calls of the same tick, those whose requests have arrived already, and
    // those that callers make on being answered, share it. When nothing else is to be done, a turn takes no time.
    do {
      await new Promise(setImmediate);
      await this.settle(this.queue.splice(0, this.most), performance.now() + TRYING_MS);
    } while (this.queue.length > 0);
    this.flushing = undefined;
  }

  /**
   * A flush that fails as a whole is tried again in halves, so that one caller cannot fail the rest. Where the database
   * itself is away every half fails too: that ends when the time is up, with the same error for all who still wait.
   */
  private async settle(batch: Waiting<T, R>[], until: number): Promise<void> {
    let outcomes: Outcome<R>[];
    try {
      outcomes = await this.flush(batch.map(({ item }) => item));
    } catch (error) {
      if (batch.length === 1 || performance.now() > until) return batch.forEach(({ reject }) => reject(error));
      const middle = Math.ceil(batch.length / 2);
      await this.settle(batch.slice(0, middle), until);
      return this.settle(batch.slice(middle), until);
    }
    batch.forEach((waiting, index) => {
      const outcome = outcomes[index];
      if (outcome?.ok) waiting.resolve(outcome.value);
      else waiting.reject(outcome ? outcome.error : new Error('A flush answered fewer outcomes than items.'));
    });
  }
}
