import { Platform1700000000000 } from '../migrations/1700000000000-platform.js';
import { Units1700000000100 } from '../migrations/1700000000100-units.js';
import { Identity1700000000200 } from '../migrations/1700000000200-identity.js';
import { Ledger1700000000300 } from '../migrations/1700000000300-ledger.js';
import { Funds1700000000400 } from '../migrations/1700000000400-funds.js';
import { Donations1700000000500 } from '../migrations/1700000000500-donations.js';
import { Pledges1700000000600 } from '../migrations/1700000000600-pledges.js';
import { Banking1700000000700 } from '../migrations/1700000000700-banking.js';
import { Households1700000000800 } from '../migrations/1700000000800-households.js';
import { Disbursements1700000000900 } from '../migrations/1700000000900-disbursements.js';
import { Oversight1700000001000 } from '../migrations/1700000001000-oversight.js';
import { Publication1700000001100 } from '../migrations/1700000001100-publication.js';
import { Demo1700000001200 } from '../migrations/1700000001200-demo.js';
import { DebitsAsPayouts1700000001300 } from '../migrations/1700000001300-debits-as-payouts.js';
import { BooksInDepth1700000001400 } from '../migrations/1700000001400-books-in-depth.js';
import { PostingInOnePass1700000001410 } from '../migrations/1700000001410-posting-in-one-pass.js';
import { TwoPeople1700000001420 } from '../migrations/1700000001420-two-people.js';
import { Closing1700000001430 } from '../migrations/1700000001430-closing.js';
import { ProfilesInEarnest1700000001440 } from '../migrations/1700000001440-profiles-in-earnest.js';
import { PublicSums1700000001445 } from '../migrations/1700000001445-public-sums.js';
import { Currencies1700000001450 } from '../migrations/1700000001450-currencies.js';
import { VerificationRuns1700000001460 } from '../migrations/1700000001460-verification-runs.js';
import { ReceiptsAtSpeed1700000001480 } from '../migrations/1700000001480-receipts-at-speed.js';
import { PostingByRows1700000001490 } from '../migrations/1700000001490-posting-by-rows.js';
import { GiftsByRows1700000001500 } from '../migrations/1700000001500-gifts-by-rows.js';
import { GiftKeys1700000001505 } from '../migrations/1700000001505-gift-keys.js';
import { PurposesStay1700000001507 } from '../migrations/1700000001507-purposes-stay.js';
import { PublicLog1700000001510 } from '../migrations/1700000001510-public-log.js';
import { Lookup1700000001530 } from '../migrations/1700000001530-lookup.js';
import { OpenData1700000001540 } from '../migrations/1700000001540-open-data.js';

/** Every change of the database, in order. */
export const MIGRATIONS = [
  Platform1700000000000,
  Units1700000000100,
  Identity1700000000200,
  Ledger1700000000300,
  Funds1700000000400,
  Donations1700000000500,
  Pledges1700000000600,
  Banking1700000000700,
  Households1700000000800,
  Disbursements1700000000900,
  Oversight1700000001000,
  Publication1700000001100,
  Demo1700000001200,
  DebitsAsPayouts1700000001300,
  BooksInDepth1700000001400,
  PostingInOnePass1700000001410,
  TwoPeople1700000001420,
  Closing1700000001430,
  ProfilesInEarnest1700000001440,
  PublicSums1700000001445,
  Currencies1700000001450,
  VerificationRuns1700000001460,
  ReceiptsAtSpeed1700000001480,
  PostingByRows1700000001490,
  GiftsByRows1700000001500,
  GiftKeys1700000001505,
  PurposesStay1700000001507,
  PublicLog1700000001510,
  Lookup1700000001530,
  OpenData1700000001540,
];
