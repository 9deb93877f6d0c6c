import { randomUUID } from 'node:crypto';
import type { Response, Test } from 'supertest';
import type { TestApp } from './app.js';

export type Api = {
  get(username: string, path: string): Promise<Response>;
  /** With a key of its own, unless one is given. */
  post(username: string, path: string, body?: object, key?: string): Promise<Response>;
};

/** Asks the JSON API as one of the committee's people. */
export function apiOf(t: TestApp): Api {
  const as = async (username: string, request: Test): Promise<Response> =>
    request.set('Authorization', `Bearer ${await t.signIn(username)}`);
  return {
    get: (username, path) => as(username, t.http.get(`/api/v1/${path}`)),
    post: (username, path, body = {}, key = randomUUID()) =>
      as(username, t.http.post(`/api/v1/${path}`).set('Idempotency-Key', key).send(body)),
  };
}
