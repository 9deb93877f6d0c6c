/** What takes two people: one prepares, another approves or signs. */
import type { Response } from 'supertest';
import type { Api } from './api.js';

type By = { prepares: string; approves: string };

export const CITY_BY: By = { prepares: 'ketoan', approves: 'ketoantruong' };
export const COMMUNE_BY: By = { prepares: 'xa.ketoan', approves: 'xa.chutich' };
export const CENTRE_BY: By = { prepares: 'tw.ketoan', approves: 'tw.chutich' };

/** Prepares it and has it approved; answers the refusal where either is refused, else `{id}` with the sequence. */
export async function byTwo(api: Api, by: By, path: string, body: object): Promise<Response> {
  const prepared = await api.post(by.prepares, path, body);
  if (prepared.status !== 201) return prepared;
  const { draftId } = prepared.body as { draftId: string };
  const minutes = /opening-balances|handovers/.test(path);
  return api.post(by.approves, minutes ? `/ledger/minutes/${draftId}/sign` : `/ledger/drafts/${draftId}/approve`);
}

/** Opening balances by minutes that two people signed. */
export async function openBooks(api: Api, by: By, body: object): Promise<Response> {
  const answer = await byTwo(api, by, '/ledger/opening-balances', body);
  if (answer.status >= 300) throw new Error(answer.text);
  return answer;
}
