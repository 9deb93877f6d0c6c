import { Batcher } from './batcher.js';

describe('the batcher', () => {
  it('writes what arrives during a write together in the next one, and answers each caller its own', async () => {
    const sizes: number[] = [];
    const batcher = new Batcher<number, number>(async (items) => {
      sizes.push(items.length);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return items.map((n) => (n % 10 === 3 ? { ok: false, error: new Error(String(n)) } : { ok: true, value: n * 2 }));
    }, 50);
    const first = batcher.submit(0);
    await new Promise((resolve) => setTimeout(resolve, 1));
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
      10,
      3,
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
});
