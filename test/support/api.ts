import { randomUUID } from 'node:crypto';
import type { Response, Test } from 'supertest';
import type { TestApp } from './app.js';

/** One user of the JSON API: signed in, with a key of its own for each write unless one is given. */
export class Caller {
  private constructor(
    private readonly t: TestApp,
    private readonly token: string,
  ) {}

  static async of(t: TestApp, username: string): Promise<Caller> {
    return new Caller(t, await t.signIn(username));
  }

  get(path: string): Test {
    return this.signed(this.t.http.get(addressOf(path)));
  }

  post(path: string, body: object = {}, key: string = randomUUID()): Test {
    return this.signed(this.t.http.post(addressOf(path)).set('Idempotency-Key', key)).send(body);
  }

  private signed(request: Test): Test {
    return request.set('Authorization', `Bearer ${this.token}`);
  }
}

export type Api = {
  get(username: string, path: string): Promise<Response>;
  /** With a key of its own, unless one is given. */
  post(username: string, path: string, body?: object, key?: string): Promise<Response>;
};

/** Asks the JSON API as any of the committee's people. */
export function apiOf(t: TestApp): Api {
  return {
    get: async (username, path) => (await Caller.of(t, username)).get(path),
    post: async (username, path, body, key) => (await Caller.of(t, username)).post(path, body, key),
  };
}

function addressOf(path: string): string {
  return `/api/v1/${path.replace(/^\//, '')}`;
}
