import { setTimeout as sleep } from 'node:timers/promises';

const STEP_MS = 15_000;

/**
 * What a program holds, given back in reverse order when it ends, however it ends: by a signal, by an error, or by having
 * done its work. What is being taken when the signal comes is finished first, so that it too can be given back.
 */
export class Lifetime {
  private readonly undo: (() => Promise<void>)[] = [];
  private taking: Promise<unknown> = Promise.resolve();
  private ending: Promise<never> | undefined;

  /** From here on a signal ends the program in order, with exit code 0; an error that nobody caught, with 1. */
  watchSignals(): this {
    // npm passes a Ctrl-C on that the terminal has sent to us already, so a second signal means nothing.
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void this.end(0));
    process.on('uncaughtException', (error) => void this.end(1, error));
    process.on('unhandledRejection', (error) => void this.end(1, error));
    return this;
  }

  /** Waits for the thing, and gives it back by `release` at the end. Once the program is ending, nothing further is taken. */
  async hold<T>(taking: Promise<T>, release: (held: T) => Promise<unknown>): Promise<T> {
    this.taking = taking;
    const held = await taking;
    this.undo.push(async () => void (await release(held)));
    return this.ending ?? held;
  }

  /** Gives everything back and ends the process. An error is told in its own sentence, with the stack only for DEBUG. */
  end(code: number, error?: unknown): Promise<never> {
    if (error !== undefined && !this.ending) tell(error);
    return (this.ending ??= this.giveBack(code));
  }

  private async giveBack(code: number): Promise<never> {
    await Promise.race([this.taking.catch(() => undefined), sleep(2 * STEP_MS)]);
    for (let step = this.undo.pop(); step; step = this.undo.pop())
      await Promise.race([step().catch(tell), sleep(STEP_MS)]);
    process.exit(code);
  }
}

function tell(error: unknown): void {
  const sentence = error instanceof Error ? (process.env.DEBUG ? error.stack : error.message) : String(error);
  process.stderr.write(`${sentence}\n`);
}
