import { filesOf, sizeOf } from './open-data.rules.js';

const file = (path: string) => ({ path, bytes: 1, sha256: '', rows: 1 });

it('shows the files of the whole apart from those of the months, the newest month first', () => {
  const { whole, months } = filesOf({
    files: ['2026-01/flows.csv', '2026-01/gifts.csv', '2026-02/gifts.csv', 'SHA256SUMS', 'funds.csv'].map(file),
  });
  expect(whole.map(({ path }) => path)).toEqual(['funds.csv', 'SHA256SUMS']);
  expect(months.map(({ month, files }) => [month, files.map(({ path }) => path)])).toEqual([
    ['2026-02', ['2026-02/gifts.csv']],
    ['2026-01', ['2026-01/gifts.csv', '2026-01/flows.csv']],
  ]);
  expect(whole[0]?.en).toBe('Funds and what they hold');
});

it.each([
  [999, '999 B'],
  [1_250, '1,3 kB'],
  [12_400_000, '12,4 MB'],
])('%d bytes are %s', (bytes, words) => {
  expect(sizeOf(bytes)).toBe(words);
});
