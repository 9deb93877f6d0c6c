import type supertest from 'supertest';
import type { TestApp } from './app.js';

let keys = 0;

/** What one user of the API sends: signed in, with a key of its own for each write unless one is given. */
export class Caller {
  private constructor(
    private readonly t: TestApp,
    private readonly token: string,
  ) {}

  static async of(t: TestApp, username: string): Promise<Caller> {
    return new Caller(t, await t.signIn(username));
  }

  get(path: string): supertest.Test {
    return this.t.http.get(`/api/v1${path}`).set('Authorization', `Bearer ${this.token}`);
  }

  post(path: string, body: object = {}, key = `test-${++keys}`): supertest.Test {
    return this.t.http
      .post(`/api/v1${path}`)
      .set('Authorization', `Bearer ${this.token}`)
      .set('Idempotency-Key', key)
      .send(body);
  }
}
