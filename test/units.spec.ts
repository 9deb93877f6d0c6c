import { withClient } from '../src/platform/provision.js';
import { loadReferenceUnits } from '../src/units/units.reference.js';
import { UnitsService } from '../src/units/units.service.js';
import { DataSource } from 'typeorm';
import { apiOf } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';

let t: TestApp;
let units: UnitsService;

beforeAll(async () => {
  t = await startApp();
  units = t.app.get(UnitsService);
});
afterAll(() => t.close());

const labels = (text: string, filter = {}) => units.search(text, filter).map(({ code }) => units.name(code));

describe('the administrative map', () => {
  it('has the centre, 34 provinces and cities, and 3,321 communes, each under its province', () => {
    expect(units.search('', { level: 'centre', limit: 9999 })).toHaveLength(1);
    const cities = units.search('', { level: 'city', limit: 9999 });
    const communes = units.search('', { level: 'commune', limit: 9999 });
    expect(cities).toHaveLength(34);
    expect(cities.filter(({ kind }) => kind === 'city')).toHaveLength(7);
    expect(communes).toHaveLength(3321);
    const kinds = (kind: string) => communes.filter((unit) => unit.kind === kind).length;
    expect([kinds('commune'), kinds('ward'), kinds('special_zone')]).toEqual([2611, 697, 13]);
    expect(communes.every(({ parentCode }) => cities.some(({ code }) => code === parentCode))).toBe(true);
    expect(units.search('', { level: 'commune', parentCode: '01', limit: 9999 })).toHaveLength(126);
  });

  it('calls Đồng Nai a province until 2026-04-29 and a city from the next day on, and ten of its communes wards', () => {
    expect(units.get('75', '2026-04-29')).toMatchObject({ kind: 'province', fullName: 'Tỉnh Đồng Nai' });
    expect(units.get('75', '2026-04-30')).toMatchObject({ kind: 'city', fullName: 'Thành phố Đồng Nai' });
    expect(units.committeeName('75', '2026-04-29')).toBe('Ủy ban MTTQ Việt Nam tỉnh Đồng Nai');
    expect(units.name('26368', '2026-04-29')).toBe('Xã Long Thành, Tỉnh Đồng Nai');
    expect(units.name('26368', '2026-04-30')).toBe('Phường Long Thành, Thành phố Đồng Nai');
    const communes = units.search('', { level: 'commune', parentCode: '75', limit: 200 });
    const wards = (day: string) => communes.filter(({ code }) => units.get(code, day)?.kind === 'ward').length;
    expect([communes.length, wards('2026-04-29'), wards('2026-04-30')]).toEqual([95, 23, 33]);
  });

  it('names the committees as they sign', () => {
    expect(units.committeeName('TW')).toBe('Ủy ban Trung ương MTTQ Việt Nam');
    expect(units.committeeName('01')).toBe('Ủy ban MTTQ Việt Nam thành phố Hà Nội');
    expect(units.committeeName('00004')).toBe('Ủy ban MTTQ Việt Nam phường Ba Đình');
  });

  it('knows who lies below whom', () => {
    expect(units.isWithin('00004', '00004')).toBe(true);
    expect(units.isWithin('00004', '01')).toBe(true);
    expect(units.isWithin('00004', 'TW')).toBe(true);
    expect(units.isWithin('01', '00004')).toBe(false);
    expect(units.isWithin('00004', '48')).toBe(false);
    expect(units.isWithin('99999', '99999')).toBe(false);
    expect(units.line('00004').map(({ code }) => code)).toEqual(['00004', '01', 'TW']);
  });

  it('decides the same in the database, where the constraints on roles ask', async () => {
    const db = t.app.get(DataSource);
    const [row] = await db.query(
      `SELECT unit_is_within('00004', 'TW') AS a, unit_is_within('01', '00004') AS b, unit_is_within('00004', '48') AS c`,
    );
    expect(row).toEqual({ a: true, b: false, c: false });
  });
});

describe('finding a unit', () => {
  it.each([
    'ba dinh',
    'Ba Đình',
    'p. ba đình',
    'phường ba đình',
    'P.BA DINH',
    'ba dinh, ha noi',
    'Ba Đình Hà Nội',
    '00004',
  ])('finds Phường Ba Đình of Hà Nội first by "%s"', (text) => {
    expect(labels(text)[0]).toBe('Phường Ba Đình, Thành phố Hà Nội');
  });

  it('finds a city before the communes of a like name, and does not list a city’s communes by its name', () => {
    expect(labels('ha noi')[0]).toBe('Thành phố Hà Nội');
    expect(labels('hà nội', { limit: 200 }).length).toBeLessThan(10);
    expect(labels('tp hcm')[0]).toBe('Thành phố Hồ Chí Minh');
    expect(labels('tphcm')[0]).toBe('Thành phố Hồ Chí Minh');
  });

  it('shows the province of names that several communes bear', () => {
    const found = labels('tân phú', { level: 'commune', limit: 50 });
    expect(found).toContain('Phường Tân Phú, Thành phố Đồng Nai');
    expect(found.length).toBeGreaterThan(3);
    expect(new Set(found).size).toBe(found.length);
  });

  it('finds both Ba Đình and Ba Dinh when no marks are typed, and the one that is meant when they are', () => {
    expect(labels('ba dinh', { level: 'commune' })).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Xã Ba Dinh/)]),
    );
    expect(labels('ba đình')[0]).toMatch(/^Phường Ba Đình/);
  });

  it('puts what is typed with its marks before what only sounds alike', () => {
    expect(labels('hoà', { level: 'commune', limit: 5 }).every((name) => /hoà/i.test(name))).toBe(true);
  });

  it('finds words by their beginning, and nothing by what is not there', () => {
    expect(labels('cua na', { parentCode: '01' })).toEqual(['Phường Cửa Nam, Thành phố Hà Nội']);
    expect(labels('zzz')).toEqual([]);
    expect(labels("'; DROP TABLE unit --")).toEqual([]);
  });

  it('takes a few milliseconds over all units', () => {
    units.search('a');
    const started = performance.now();
    for (let time = 0; time < 20; time++) units.search('phuong tan phu dong nai');
    expect((performance.now() - started) / 20).toBeLessThan(25);
  });
});

describe('GET /api/v1/units', () => {
  const list = (query: Record<string, string | number>) =>
    apiOf(t).get(
      'giamsat',
      `units?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))}`,
    );

  it('pages through the communes of a city, each once', async () => {
    const codes: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { status, body } = await list({ parent: '01', limit: 50, ...(cursor && { cursor }) });
      expect(status).toBe(200);
      codes.push(...body.items.map(({ code }: { code: string }) => code));
      cursor = body.nextCursor;
    }
    expect([codes.length, new Set(codes).size]).toEqual([126, 126]);
  });

  it('searches, and says the committee and the province', async () => {
    const { body } = await list({ q: 'ba dinh', level: 'commune', limit: 1 });
    expect(body.items[0]).toMatchObject({
      code: '00004',
      label: 'Phường Ba Đình, Thành phố Hà Nội',
      committee: 'Ủy ban MTTQ Việt Nam phường Ba Đình',
      parentCode: '01',
      validFrom: '2025-07-01',
      validTo: null,
    });
  });

  it.each<Record<string, string | number>>([
    { limit: 0 },
    { limit: 201 },
    { limit: 'x' },
    { level: 'huyện' },
    { q: 'a'.repeat(101) },
    { sql: '1' },
  ])('refuses %j', async (query) => {
    const { status, body } = await list(query);
    expect([status, body.code]).toEqual([400, 'request.invalid']);
  });
});

describe('the reference file', () => {
  it('is loaded again in half a second and changes nothing, but puts right what was changed', async () => {
    const { ownerUrl } = t.databases;
    const state = () =>
      withClient(ownerUrl, async (client) => {
        const { rows } = await client.query(
          `SELECT md5(string_agg(x, '' ORDER BY x)) AS hash FROM (SELECT u::text || u.xmin AS x FROM unit u UNION ALL SELECT n::text || n.xmin FROM unit_name n) y`,
        );
        return rows[0].hash as string;
      });
    const before = await state();
    const times: number[] = [];
    for (let round = 0; round < 3; round++) {
      const started = performance.now();
      await loadReferenceUnits(ownerUrl);
      times.push(performance.now() - started);
    }
    expect(Math.min(...times)).toBeLessThan(500);
    expect(await state()).toBe(before);

    await withClient(ownerUrl, (client) =>
      client.query(`UPDATE unit_name SET name = 'X', full_name = 'X' WHERE unit_code = '00004'`),
    );
    await loadReferenceUnits(ownerUrl);
    await units.reload();
    expect(units.name('00004')).toBe('Phường Ba Đình, Thành phố Hà Nội');
  });

  it('cannot be rewritten by the application', async () => {
    await expect(t.app.get(DataSource).query(`UPDATE unit_name SET name = 'X'`)).rejects.toThrow(/permission denied/);
  });
});
