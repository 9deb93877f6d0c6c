/** Reading the templates: which sides they have in a profile, and which accounts may stand there. Pure. */
import { ENTRY_TEMPLATES, type EntryTemplate, type TemplateSides } from './entry-templates.js';
import type { Profile } from '../ledger/natures.js';

export function entryTemplate(id: string): EntryTemplate | undefined {
  return ENTRY_TEMPLATES.find((template) => template.id === id);
}

/** The sides of a template in this profile, and what it does to the reservation of bought goods. */
export function sidesIn(template: EntryTemplate, profile: Profile): TemplateSides & Pick<EntryTemplate, 'goods'> {
  const other = profile === 'B' ? template.inB : undefined;
  const goods = other?.goods === 'none' ? undefined : template.goods;
  return { debit: other?.debit ?? template.debit, credit: other?.credit ?? template.credit, ...(goods && { goods }) };
}

/** Whether an account may stand where these codes are asked for: `3388:thu-ho` takes `thu-ho` and `thu-ho:…`. */
export function isOffered(codes: readonly string[], account: { code: string; subject: string }): boolean {
  return codes.some((wanted) => {
    const [code, subject] = wanted.split(':');
    const fits = subject === undefined || account.subject === subject || account.subject.startsWith(`${subject}:`);
    return account.code === code && fits;
  });
}

/** What tells one party's account from another's: the code of a unit, a name or a paper's number without marks. */
export function partySubject(prefix: string, party: string): string {
  const bare = party
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/đ/gi, 'd')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${prefix}:${bare}`;
}
