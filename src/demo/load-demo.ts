import type { NestExpressApplication } from '@nestjs/platform-express';
import { createAccounts, nameSignatories } from './accounts.js';
import { DemoSteps } from './demo-steps.js';
import { recordFindings } from './findings.js';
import { openAppeals, openBalances, openCommuneFunds, openFunds } from './funds.js';
import { correctGifts, recordGifts, recordPledges } from './gifts.js';
import { recordHouseholds } from './households.js';
import { recordPayouts } from './payouts.js';
import { depositCash, importStatements } from './statements.js';

const LOADED = 'loaded';

/**
 * Fills an instance that is a demo with a month of invented work, once: a second call does nothing, and one after a load
 * that was cut short goes on where it stopped. Everything goes through the services that people use.
 */
export async function loadDemo(app: NestExpressApplication): Promise<void> {
  const demo = await DemoSteps.begin(app);
  if (await demo.isDone(LOADED)) return;
  await createAccounts(demo);
  await nameSignatories(demo);
  const funds = await openFunds(demo);
  await openCommuneFunds(demo);
  await openBalances(demo, funds);
  const appeals = await openAppeals(demo, funds);
  await recordPledges(demo, funds, appeals);
  const earlier = await recordGifts(demo, funds, appeals, 'earlier');
  await depositCash(demo, funds, 0);
  await importStatements(demo);
  const gifts = [...earlier, ...(await recordGifts(demo, funds, appeals, 'latest'))];
  await depositCash(demo, funds, 1);
  await correctGifts(demo, gifts);
  const households = await recordHouseholds(demo);
  const payouts = await recordPayouts(demo, funds, appeals, households);
  await recordFindings(demo, payouts, gifts);
  await demo.once(LOADED, () => Promise.resolve(true));
}
