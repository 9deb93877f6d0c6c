import { createHash } from 'node:crypto';
import { CHART_FROM, chartRows, loadChart } from './ledger/chart.js';
import { withClient } from './platform/provision.js';
import { loadReferenceUnits, readUnitsFile } from './units/units.reference.js';

/**
 * What every instance knows before its first user: the administrative map and the chart of accounts. Idempotent, and
 * done again only when this version of the program brings other data than the last one that started here.
 */
export async function loadReferenceData(ownerUrl: string): Promise<void> {
  const units = await readUnitsFile();
  const digest = createHash('sha256')
    .update(units)
    .update(JSON.stringify([CHART_FROM, chartRows()]))
    .digest('hex');
  const loaded = await withClient(ownerUrl, (client) =>
    client.query(`SELECT FROM reference_load WHERE digest = $1`, [digest]),
  );
  if (loaded.rowCount) return;
  await loadReferenceUnits(ownerUrl);
  await withClient(ownerUrl, async (client) => {
    await loadChart(client);
    await client.query(
      `INSERT INTO reference_load (digest) VALUES ($1)
       ON CONFLICT ON CONSTRAINT reference_load_pkey DO UPDATE SET digest = excluded.digest, loaded_at = now()`,
      [digest],
    );
  });
}
