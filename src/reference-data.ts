import { loadChart } from './ledger/chart.js';
import { withClient } from './platform/provision.js';
import { loadReferenceUnits } from './units/units.reference.js';

/** What every instance knows before its first user: the administrative map and the chart of accounts. Idempotent. */
export async function loadReferenceData(ownerUrl: string): Promise<void> {
  await loadReferenceUnits(ownerUrl);
  await withClient(ownerUrl, (client) => loadChart(client));
}
