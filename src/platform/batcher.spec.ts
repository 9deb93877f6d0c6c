import { jest } from '@jest/globals';
import { Batcher } from './batcher.js';

describe('the batcher', () => {
  it('writes what arrives during a write together in the next one, and answers each caller its own', async () => {
    const sizes: number[] = [];
    const batcher = new Batcher<number, number>(
      async (items) => {
        sizes.push(items.length);
        await new Promise((resolve) => setTimeout(resolve, 5));
        return items.map((n) =>
          n % 10 === 3 ? { ok: false, error: new Error(String(n)) } : { ok: true, value: n * 2 },
        );
      },
      { most: 50 },
    );
    const first = batcher.submit(0);
    while (sizes.length === 0) await new Promise(setImmediate);
    const answers = await Promise.allSettled(Array.from({ length: 120 }, (_, n) => batcher.submit(n)));
    await first;
    expect(sizes).toEqual([1, 50, 50, 20]);
    answers.forEach((answer, n) => {
      if (n % 10 === 3) expect(answer.status).toBe('rejected');
      else expect(answer).toEqual({ status: 'fulfilled', value: n * 2 });
    });
  });

  it('lets one caller whose item breaks the whole write fail alone', async () => {
    const batcher = new Batcher<number, number>((items) => {
      if (items.includes(7)) return Promise.reject(new Error('broken by 7'));
      return Promise.resolve(items.map((value) => ({ ok: true, value })));
    });
    const answers = await Promise.allSettled(Array.from({ length: 16 }, (_, n) => batcher.submit(n)));
    expect(answers.flatMap((a, n) => (a.status === 'rejected' ? [n] : []))).toEqual([7]);
  });

  it('turns callers away when too many wait, and is drained when it says so', async () => {
    let written = 0;
    const batcher = new Batcher<number, number>(
      async (items) => {
        await new Promise((resolve) => setTimeout(resolve, 2));
        written += items.length;
        return items.map((value) => ({ ok: true, value }));
      },
      { most: 10, deepest: 3 },
    );
    const calls = Array.from({ length: 5 }, (_, n) =>
      batcher.submit(n).then(
        () => 'ok',
        () => 'full',
      ),
    );
    await batcher.drained();
    expect(await Promise.all(calls)).toEqual(['ok', 'ok', 'ok', 'full', 'full']);
    expect(written).toBe(3);
  });

  describe('with callers who take turns', () => {
    type Flush = { size: number; sent(): void; commit(): void; fail(): void };
    let flushes: Flush[];
    let batcher: Batcher<number, number>;
    const turns = async (): Promise<void> => {
      for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    };

    beforeEach(() => {
      jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance'] });
      flushes = [];
      batcher = new Batcher(
        (items, sent) =>
          new Promise((resolve, reject) => {
            const value = flushes.length;
            const commit = (): void => resolve(items.map(() => ({ ok: true, value })));
            flushes.push({ size: items.length, sent, commit, fail: () => reject(new Error('broken')) });
          }),
        { takingTurns: true },
      );
    });
    afterEach(() => {
      jest.useRealTimers();
    });

    /** Callers who come back as soon as they are answered, and how often each flush has answered. */
    function callers(many: number): number[] {
      const answers: number[] = [];
      const call = async (): Promise<void> => {
        const flush = await batcher.submit(0);
        answers[flush] = (answers[flush] ?? 0) + 1;
        await call();
      };
      for (let n = 0; n < many; n++) void call();
      return answers;
    }

    it('writes them in two halves, and answers one when the other is on its way', async () => {
      const answers = callers(32);
      await turns();
      flushes[0]?.sent();
      for (let flush = 0; flush < 6; flush++) {
        await commit(flush);
        expect([flushes.length, flushes[flush + 1]?.size, answers[flush]]).toEqual([flush + 2, 16, undefined]);
        flushes[flush + 1]?.sent();
        await turns();
        expect(answers[flush]).toBe(16);
      }
    });

    /** Submits so many calls; what is added to is told how many of them were answered. */
    function calls(many: number): { answered: number } {
      const told = { answered: 0 };
      const tell = (): void => void told.answered++;
      for (let n = 0; n < many; n++) batcher.submit(0).then(tell, tell);
      return told;
    }

    async function commit(flush: number): Promise<void> {
      flushes[flush]?.commit();
      await turns();
    }

    /** So long that whoever is held no longer than that is answered. */
    async function aMoment(): Promise<void> {
      jest.advanceTimersByTime(100);
      await turns();
    }

    it('answers at once where nobody else is writing', async () => {
      const lonely = calls(1);
      await turns();
      await commit(0);
      expect(lonely.answered).toBe(1);
    });

    it('answers after a moment where the next write is slow, and where the others do not come back', async () => {
      const [early, late] = [calls(8), calls(8)];
      await turns();
      await commit(0);
      expect([flushes.length, early.answered]).toEqual([2, 0]);
      await aMoment();
      expect(early.answered).toBe(8);
      await commit(1);
      expect(late.answered).toBe(0);
      await aMoment();
      expect(late.answered).toBe(8);
    });

    it('keeps nobody who is written waiting where the next write fails, nor when the program stops', async () => {
      const [early, late] = [calls(8), calls(8)];
      await turns();
      await commit(0);
      flushes[1]?.fail();
      await turns();
      expect(early.answered).toBe(8);
      for (const half of [2, 3]) await commit(half);
      await batcher.drained();
      await turns();
      expect(late.answered).toBe(8);
    });
  });
});
